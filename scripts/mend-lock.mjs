// Drops from package-lock.json the optional packages that it names but does not hold: binaries for platforms that were not
// published at that version. `npm install` tolerates them and `npm ci` fails on them. Run after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (isHeld(path, name)) continue;
    console.log(`dropped ${name} of ${path || 'the project'}`);
    delete entry.optionalDependencies[name];
  }
}
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);

/** True when `name` is where Node would look for it from `path`. */
function isHeld(path, name) {
  const folders = path.split('/node_modules/');
  const above = folders.map((_folder, depth) => folders.slice(0, folders.length - depth).join('/node_modules/'));
  return [...above.map((folder) => `${folder}/node_modules/${name}`), `node_modules/${name}`].some(
    (place) => lock.packages[place],
  );
}
