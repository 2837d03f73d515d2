import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { findBrowser } from '../../src/exports/pdf/browser.js';
import { createChromiumEngine } from '../../src/exports/pdf/chromium.js';
import { sampleDocument } from '../../src/exports/pdf/inspect.js';
import { missing, processesUsing, scratch, until } from './tools.js';

const { path, remove } = scratch();
const engine = createChromiumEngine({ cacheDirectory: path, timeoutMs: 60_000 });
const browser = await findBrowser(path).catch(() => null);
const cannot = missing('browser', browser !== null) || missing('/proc', existsSync('/proc/self/cmdline'));

afterAll(async () => {
  await engine.close();
  remove();
});

/** The processes of the engine of one kind: `renderer` draws the pages. */
const ofKind = (kind: string) =>
  processesUsing(path).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`--type=${kind}`));

const convert = () => engine.convert(sampleDocument(), new AbortController().signal);

describe.skipIf(cannot)('a browser of which one process is killed, and not the one that speaks to us,', () => {
  test.each(['renderer', 'gpu-process', 'utility', 'zygote'])(
    'prints the next document long before its deadline: %s',
    async (kind) => {
      await convert();
      const struck = ofKind(kind);
      expect(struck.length).toBeGreaterThan(0);
      for (const pid of struck) process.kill(pid, 'SIGKILL');
      expect((await convert()).length).toBeGreaterThan(1000);
    },
    120_000,
  );

  test('leaves nobody behind, not even a process that hangs while the first of them is killed', async () => {
    await convert();
    const before = processesUsing(path);
    const [first] = before.filter((pid) => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('--type='));
    for (const pid of ofKind('renderer')) process.kill(pid, 'SIGSTOP');
    process.kill(first!, 'SIGKILL');
    await convert();
    await until('those of the old browser are gone', () => !processesUsing(path).some((pid) => before.includes(pid)));
  }, 120_000);

  test('that hangs while it starts is given up, and the next document is printed', async () => {
    for (const pid of processesUsing(path)) process.kill(pid, 'SIGKILL');
    await until('the browser is gone', () => processesUsing(path).length === 0);
    const making = convert();
    await until('another one starts', () => processesUsing(path).length > 0);
    for (const pid of processesUsing(path)) process.kill(pid, 'SIGSTOP');
    // Whether it hung before it said a word, or after, is not for us to choose.
    await making.catch(() => {});
    expect((await convert()).length).toBeGreaterThan(1000);
    await until(
      'its profile is gone',
      () => readdirSync(path).filter((name) => name.startsWith('profile')).length === 1,
    );
  }, 120_000);
});
