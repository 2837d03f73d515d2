import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createExporter } from '../../src/exports/index.js';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { createChromiumEngine } from '../../src/exports/pdf/chromium.js';
import { inspect } from '../../src/exports/pdf/inspect.js';
import { minimalCase, NOW, SIGNER, typicalCase } from './cases.js';
import { missing, processesUsing, scratch, TEMPLATES, until } from './tools.js';

const { path, remove } = scratch();
const cacheDirectory = join(path, 'cache');
mkdirSync(cacheDirectory, { mode: 0o755 });
const exporter = createExporter({ templateDirectory: TEMPLATES, cacheDirectory, engine: 'chromium' });
const browser = await findBrowser(cacheDirectory).catch(() => null);
const noProc = missing('browser', browser !== null) || !existsSync('/proc/self/cmdline');

afterAll(async () => {
  await exporter.close();
  remove();
});

async function pdf(record = typicalCase()): Promise<Buffer> {
  const made = await exporter.pdf(record, SIGNER, NOW);
  expect(made).toMatchObject({ contentType: 'application/pdf', engine: 'chromium', fallback: false });
  return made.bytes;
}

describe.skipIf(noProc)('the browser', () => {
  test('may be killed in the middle of a document: another one makes the PDF', async () => {
    await pdf(minimalCase());
    const [first] = processesUsing(cacheDirectory);
    const long = typicalCase({ descripcionEvento: 'Erupción pruriginosa. '.repeat(4500) });
    const making = pdf(long);
    await new Promise((resolve) => setTimeout(resolve, 150));
    for (const pid of processesUsing(cacheDirectory)) process.kill(pid, 'SIGKILL');
    expect((await making).subarray(0, 5).toString()).toBe('%PDF-');
    expect(processesUsing(cacheDirectory)).not.toContain(first);
  });

  test('that hangs is ended in time, children too, and the next document is made', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, timeoutMs: 20_000 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    await engineOf.convert(bytes, new AbortController().signal);
    const frozen = processesUsing(own.path);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const stop = AbortSignal.timeout(700);
    await expect(engineOf.convert(bytes, stop)).rejects.toThrow();
    await until('the frozen browser is gone', () => !processesUsing(own.path).some((pid) => frozen.includes(pid)));
    await expect(engineOf.convert(bytes, new AbortController().signal)).resolves.toBeInstanceOf(Uint8Array);
    await engineOf.close();
    expect(processesUsing(own.path)).toEqual([]);
    own.remove();
  }, 90_000);

  test('has a deadline of its own', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, timeoutMs: 4000 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    // The first start unpacks the browser, which may take longer than that.
    let isReady = false;
    for (let start = 0; start < 5 && !isReady; start++) {
      ({ works: isReady } = await inspect(engineOf, new AbortController().signal));
    }
    for (const pid of processesUsing(own.path)) process.kill(pid, 'SIGSTOP');
    await expect(engineOf.convert(bytes, new AbortController().signal)).rejects.toThrow('no PDF after 4000 ms');
    await engineOf.close();
    expect(processesUsing(own.path)).toEqual([]);
    own.remove();
  }, 90_000);

  test('killed while it is idle is replaced without a failure', async () => {
    await pdf(minimalCase());
    for (const pid of processesUsing(cacheDirectory)) process.kill(pid, 'SIGKILL');
    await pdf(minimalCase());
  });

  test('is replaced after so many documents, and none is left behind', async () => {
    const own = scratch();
    const engineOf = createChromiumEngine({ cacheDirectory: own.path, documentsPerBrowser: 3 });
    const { bytes } = await exporter.docx(minimalCase(), SIGNER, NOW);
    const seen = new Set<number>();
    for (let document = 0; document < 7; document++) {
      await engineOf.convert(bytes, new AbortController().signal);
      const [main] = processesUsing(own.path);
      if (main) seen.add(main);
    }
    expect(seen.size).toBeGreaterThanOrEqual(2);
    await engineOf.close();
    await until('no browser is left', () => processesUsing(own.path).length === 0);
    await expect(engineOf.convert(bytes, new AbortController().signal)).rejects.toThrow('closed');
    own.remove();
  }, 90_000);

  test('dies with our process, even when that is killed, and its folder is tidied up later', async () => {
    const own = scratch();
    const cache = join(own.path, 'cache');
    const script = join(own.path, 'make.ts');
    const [module, inspector] = ['chromium.ts', 'inspect.ts'].map((name) =>
      join(import.meta.dirname, '../../src/exports/pdf', name),
    );
    writeFileSync(
      script,
      `const { createChromiumEngine } = await import(${JSON.stringify(module)});
       const { inspect } = await import(${JSON.stringify(inspector)});
       const engine = createChromiumEngine({ cacheDirectory: ${JSON.stringify(cache)} });
       console.log((await inspect(engine, new AbortController().signal)).works);
       setInterval(() => {}, 1000);`,
    );
    const arguments_ = ['--import', '@oxc-node/core/register', script];
    const child = spawn(process.execPath, arguments_, { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString().trim()).toBe('true');
    expect(processesUsing(cache).length).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await until('the browser is gone', () => processesUsing(cache).length === 0);
    const next = createChromiumEngine({ cacheDirectory: cache });
    expect(await inspect(next, new AbortController().signal)).toMatchObject({ works: true });
    expect(readdirSync(cache).filter((name) => name.includes(`-${child.pid}-`))).toEqual([]);
    await next.close();
    expect(readdirSync(cache).filter((name) => name.startsWith('profile-'))).toEqual([]);
    own.remove();
  }, 90_000);

  test('keeps its folder to itself', () => {
    expect(statSync(cacheDirectory).mode & 0o077).toBe(0);
  });
});
