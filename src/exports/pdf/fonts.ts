import { randomUUID } from 'node:crypto';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/**
 * The faces that documents are printed with. Only these: given the whole package, `sans-serif` becomes its mathematical
 * font. Condensed is as wide as Arial and Helvetica, so that pages break where Word breaks them.
 */
const FACES = ['', '-Bold', '-Oblique', '-BoldOblique'].flatMap((style) => [
  `DejaVuSans${style}.ttf`,
  `DejaVuSansCondensed${style}.ttf`,
]);

const NARROW = [
  'Arial',
  'Helvetica',
  'Calibri',
  'Liberation Sans',
  'Carlito',
  'Arimo',
  'Times New Roman',
  'sans-serif',
];

/** Folder of the font files that come with the program. */
export function fontDirectory(): string {
  return join(dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json')), 'ttf');
}

/** Puts the fonts and a fontconfig file into a folder and gives the file's path, for FONTCONFIG_FILE of the engines. */
export async function installFonts(directory: string): Promise<string> {
  const source = fontDirectory();
  const fonts = join(directory, 'fonts');
  await mkdir(fonts, { recursive: true, mode: 0o700 });
  const put = placer(directory);
  await Promise.all(FACES.map((face) => put(join(fonts, face), (partial) => copyFile(join(source, face), partial))));
  const file = join(directory, 'fonts.conf');
  await put(file, (partial) => writeFile(partial, fontsConfig(fonts, join(directory, 'fontconfig'))));
  return file;
}

/** Files appear whole: another engine may be printing with them. What is half written lies where no fonts are looked for. */
function placer(directory: string) {
  return async (path: string, write: (partial: string) => Promise<void>): Promise<void> => {
    const partial = join(directory, `${randomUUID()}.partial`);
    await write(partial);
    await rename(partial, path);
  };
}

function fontsConfig(fonts: string, cache: string): string {
  const aliases = NARROW.map(
    (family) =>
      `<match target="pattern"><test name="family" compare="eq"><string>${family}</string></test>` +
      '<edit name="family" mode="assign" binding="same"><string>DejaVu Sans Condensed</string></edit></match>',
  );
  return [
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>',
    `<dir>${escaped(fonts)}</dir><cachedir>${escaped(cache)}</cachedir>`,
    ...aliases,
    '</fontconfig>',
  ].join('\n');
}

function escaped(path: string): string {
  return path.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
