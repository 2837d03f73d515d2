import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { afterAll, afterEach, describe, expect, test, vi } from 'vitest';
import { createExporter } from '../../src/exports/index.js';
import { DocumentUnfit } from '../../src/exports/pdf/attempt.js';
import type { PdfEngine } from '../../src/exports/pdf/engine.js';
import { findOffice } from '../../src/exports/pdf/find-office.js';
import { inspect, sampleDocument } from '../../src/exports/pdf/inspect.js';
import { createLibreOfficeEngine, type LibreOfficeSettings } from '../../src/exports/pdf/libreoffice.js';
import { minimalCase, NOW, SIGNER, typicalCase } from './cases.js';
import { flat, missing, pdfPages, processesUsing, scratch, TEMPLATES, until } from './tools.js';

vi.setConfig({ testTimeout: 180_000 });

const noOffice =
  missing(
    'LibreOffice with UNO (libreoffice-writer-nogui, python3-uno)',
    await findOffice().then(
      () => true,
      () => false,
    ),
  ) || !existsSync('/proc/self/cmdline');

const { path, remove } = scratch();
const exporter = createExporter({ templateDirectory: TEMPLATES, cacheDirectory: path, engine: 'none' });
const open: PdfEngine[] = [];
let folders = 0;

/** An engine in a folder of its own. */
function office(settings: Partial<LibreOfficeSettings> = {}): { engine: PdfEngine; folder: string } {
  const folder = join(path, `cache-${++folders}`);
  const engine = createLibreOfficeEngine({ cacheDirectory: folder, width: 1, timeoutMs: 150_000, ...settings });
  open.push(engine);
  return { engine, folder };
}

const always = new AbortController().signal;
const docx = async (record = minimalCase()) => (await exporter.docx(record, SIGNER, NOW)).bytes;
const long = () => docx(typicalCase({ descripcionEvento: 'Erupción pruriginosa. '.repeat(1500) }));
const text = (pdf: Uint8Array) => flat(pdfPages(pdf).join(' '));

/** The processes of an engine: its Python, and LibreOffice with what starts it. */
function parts(folder: string): { python: number[]; soffice: number[] } {
  const isPython = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('worker.py');
  const all = processesUsing(folder);
  return { python: all.filter(isPython), soffice: all.filter((pid) => !isPython(pid)) };
}

/** Documents below a folder: what must not stay. By `find`, as files come and go meanwhile. */
const documentsIn = (folder: string) =>
  spawnSync('find', [folder, '-regex', '.*\\.\\(docx\\|pdf\\)\\|.*~lock.*'], { encoding: 'utf8' })
    .stdout.split('\n')
    .filter(Boolean);

const deadPipes = () =>
  readdirSync('/tmp').filter(
    (name) =>
      name.startsWith('OSL_PIPE_') && name.includes('_vigia') && !readFileSync('/proc/net/unix', 'utf8').includes(name),
  );

async function noneIsLeft(folder: string): Promise<void> {
  await until('no process is left', () => processesUsing(folder).length === 0, 30_000);
  await until('no pipe is left', () => deadPipes().length === 0, 30_000);
  expect(readdirSync(folder).filter((name) => name.startsWith('profile-'))).toEqual([]);
}

afterEach(async () => {
  await Promise.all(open.splice(0).map((engine) => engine.close()));
});
afterAll(() => remove());

describe.skipIf(noOffice)('a LibreOffice', () => {
  test('stays for the next document, and leaves nothing of the last one', async () => {
    const { engine, folder } = office();
    await engine.convert(await docx(), always);
    const first = processesUsing(folder);
    expect(text(await engine.convert(await docx(), always))).toContain('Caso N.º');
    expect(processesUsing(folder)).toEqual(first);
    expect(documentsIn(folder)).toEqual([]);
    await engine.close();
    await noneIsLeft(folder);
    await expect(engine.convert(await docx(), always)).rejects.toThrow('closed');
  });

  test.each(['python', 'soffice'] as const)(
    'whose %s is killed in the middle of a document is replaced, and the document is made',
    async (part) => {
      const { engine, folder } = office();
      await engine.convert(await docx(), always);
      const before = processesUsing(folder);
      const making = engine.convert(await long(), always);
      await until('the document is in work', () => documentsIn(folder).length > 0);
      for (const pid of parts(folder)[part]) process.kill(pid, 'SIGKILL');
      expect(text(await making)).toContain('Erupción pruriginosa. Erupción');
      const after = processesUsing(folder);
      expect(after.filter((pid) => before.includes(pid))).toEqual([]);
      expect(parts(folder).python).toHaveLength(1);
      expect(documentsIn(folder)).toEqual([]);
      await engine.close();
      await noneIsLeft(folder);
    },
  );

  test('that is killed while it is idle is replaced without a failure', async () => {
    const { engine, folder } = office();
    await engine.convert(await docx(), always);
    for (const pid of processesUsing(folder)) process.kill(pid, 'SIGKILL');
    expect(text(await engine.convert(await docx(), always))).toContain('Caso N.º');
  });

  test('that hangs is killed at the deadline, and the next document is made', async () => {
    const { engine, folder } = office({ timeoutMs: 20_000 });
    await inspect(engine, always);
    const frozen = processesUsing(folder);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    await expect(engine.convert(await docx(), always)).rejects.toThrow('no PDF after 20000 ms');
    await until('it is gone', () => !processesUsing(folder).some((pid) => frozen.includes(pid)), 30_000);
    await until('its files are gone', () => documentsIn(folder).length === 0, 30_000);
    expect(text(await engine.convert(await docx(), always))).toContain('Caso N.º');
  });

  test('is ended when nobody wants its document any more, and the next one is made', async () => {
    const { engine, folder } = office();
    await engine.convert(await docx(), always);
    const nobody = new AbortController();
    const making = engine.convert(await long(), nobody.signal);
    const [old] = parts(folder).python;
    nobody.abort(new Error('the client went away'));
    await expect(making).rejects.toThrow('the client went away');
    await until('it is gone', () => !processesUsing(folder).includes(old!), 30_000);
    expect(text(await engine.convert(await docx(), always))).toContain('Caso N.º');
  });

  test.each([
    ['so many documents', { documentsPerOffice: 3 }, 3],
    ['its memory grows past the limit', { residentBytesMax: 1 }, 1],
  ])('is replaced after %s, by one that is ready before it goes', async (_when, settings, documents) => {
    const { engine, folder } = office(settings);
    for (let document = 0; document < documents; document++) await engine.convert(sampleDocument(), always);
    const [old] = parts(folder).python;
    expect(old).toBeDefined();
    await until('the new one starts beside the old one', () => parts(folder).python.length === 2, 30_000);
    expect(parts(folder).python).toContain(old);
    await until('the old one goes', () => !processesUsing(folder).includes(old!), 60_000);
    expect(parts(folder).python).toHaveLength(1);
    await engine.close();
    await noneIsLeft(folder);
  });

  test('that is only starting is ended with the engine', async () => {
    const { engine, folder } = office();
    const making = engine.convert(await docx(), always);
    await until('it starts', () => existsSync(folder) && processesUsing(folder).length > 0, 30_000);
    await engine.close();
    await expect(making).rejects.toThrow();
    await noneIsLeft(folder);
  });

  test('dies with our process, even when that is killed, and its folder is tidied up later', async () => {
    const folder = join(path, 'killed');
    const script = join(path, 'make.ts');
    const [module, inspector] = ['libreoffice.ts', 'inspect.ts'].map((name) =>
      join(import.meta.dirname, '../../src/exports/pdf', name),
    );
    writeFileSync(
      script,
      `const { createLibreOfficeEngine } = await import(${JSON.stringify(module)});
       const { inspect } = await import(${JSON.stringify(inspector)});
       const engine = createLibreOfficeEngine({ cacheDirectory: ${JSON.stringify(folder)}, width: 1, timeoutMs: 100_000 });
       console.log((await inspect(engine, new AbortController().signal)).works);
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, ['--import', '@oxc-node/core/register', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString().trim()).toBe('true');
    expect(processesUsing(folder).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await until('LibreOffice is gone', () => processesUsing(folder).length === 0, 30_000);
    const next = createLibreOfficeEngine({ cacheDirectory: folder, width: 1, timeoutMs: 150_000 });
    open.push(next);
    await next.convert(sampleDocument(), always);
    expect(readdirSync(folder).filter((name) => name.includes(`-${child.pid}-`))).toEqual([]);
    await next.close();
    await noneIsLeft(folder);
  });

  test('knows no secret and no proxy of the server, and its folder is its own', async () => {
    vi.stubEnv('JWT_SECRET', 'for-the-server-alone');
    vi.stubEnv('https_proxy', 'http://127.0.0.1:9');
    const { engine, folder } = office();
    await engine.convert(sampleDocument(), always);
    vi.unstubAllEnvs();
    const environments = processesUsing(folder).map((pid) => readFileSync(`/proc/${pid}/environ`, 'utf8'));
    expect(environments.length).toBeGreaterThan(1);
    for (const environment of environments) expect(environment).not.toMatch(/for-the-server-alone|proxy/i);
    expect(statSync(folder).mode & 0o077).toBe(0);
  });

  test('works in a folder with blanks and accents', async () => {
    const { engine } = office({ cacheDirectory: join(path, 'caché con ñ') });
    expect(await inspect(engine, always)).toMatchObject({ works: true });
  });
});

const openDocument = () => {
  const zip = new PizZip();
  zip.file('mimetype', 'application/vnd.oasis.opendocument.text').file('content.xml', '<x/>');
  return zip.generate({ type: 'nodebuffer' });
};

describe('what is no Word document', () => {
  test.each([
    ['nothing', Buffer.alloc(0)],
    ['plain text', Buffer.from('garbage')],
    ['a page of HTML', Buffer.from('<html><body><img src="file:///etc/passwd"></body></html>')],
    ['another kind of ZIP', openDocument()],
    ['half a Word document', sampleDocument().subarray(0, 300)],
  ])('is refused before a LibreOffice is even started: %s', async (_what, bytes) => {
    const { engine, folder } = office();
    await expect(engine.convert(bytes, always)).rejects.toThrow(DocumentUnfit);
    expect(existsSync(folder)).toBe(false);
  });

  test.skipIf(noOffice)(
    'is never taken for plain text: a broken one is refused, and the next one is made',
    async () => {
      const zip = new PizZip(sampleDocument());
      zip.file('word/document.xml', 'garbage').file('_rels/.rels', 'garbage');
      const { engine, folder } = office();
      await expect(engine.convert(zip.generate({ type: 'nodebuffer' }), always)).rejects.toThrow(DocumentUnfit);
      expect(documentsIn(folder)).toEqual([]);
      const before = processesUsing(folder);
      expect(text(await engine.convert(sampleDocument(), always))).toBe('☐☒áñ€');
      expect(processesUsing(folder)).toEqual(before);
    },
  );
});

test('without LibreOffice the engine says so, without a path', async () => {
  const { engine } = office({ officePath: '/nowhere/soffice' });
  expect(await inspect(engine, always)).toEqual({
    name: 'libreoffice',
    works: false,
    problem: 'no LibreOffice with Python and UNO on this machine',
  });
});
