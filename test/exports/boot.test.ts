import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { processesOf, serve, type ServerProcess } from '../faults/process.js';
import { engines, until } from './tools.js';

vi.setConfig({ testTimeout: 180_000 });

/** One folder for all: making a database is slow. */
const folder = mkdtempSync(join(tmpdir(), 'vigia-boot-'));
const present = (await engines(join(folder, 'cache'))).map(({ name }) => name);
const servers: ServerProcess[] = [];

afterEach(async () => {
  for (const { child, ended } of servers.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function started(settings: Record<string, string>): Promise<ServerProcess> {
  const server = await serve(folder, { LOG_LEVEL: 'info', ...settings });
  servers.push(server);
  return server;
}

interface Ready {
  ready: boolean;
  pdf_engines: { name: string; works: boolean; version?: string; problem?: string }[] | null;
}

const ready = async ({ address }: ServerProcess) => {
  const answer = await fetch(`${address}/ready`);
  return { status: answer.status, ...((await answer.json()) as Ready) };
};

/** What /ready says once every engine has printed its sample. It answers before, too. */
async function looked(server: ServerProcess): Promise<Awaited<ReturnType<typeof ready>>> {
  let last = await ready(server);
  for (let tries = 0; last.pdf_engines === null && tries < 600; tries++) {
    expect(last).toMatchObject({ status: 200, ready: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    last = await ready(server);
  }
  return last;
}

const lines = (server: ServerProcess) =>
  server
    .output()
    .split('\n')
    .filter((line) => line.includes('"PDF engines"'));

const officeProcesses = () => processesOf(join(folder, 'cache'));

test.skipIf(present.length < 2)(
  'a server that starts prints a sample with each engine, and says what works',
  async () => {
    const server = await started({ EXPORT_PDF_ENGINE: 'auto' });
    const { pdf_engines: reports } = await looked(server);
    expect(reports).toEqual([
      { name: 'libreoffice', works: true, version: expect.stringMatching(/^LibreOffice \d/) },
      { name: 'chromium', works: true, version: expect.stringMatching(/\d+\.\d/) },
    ]);
    await until('the log says it in one line', () => lines(server).length > 0);
    expect(lines(server).map((line) => (JSON.parse(line) as { engines: unknown }).engines)).toEqual([reports]);
    expect(officeProcesses().length).toBeGreaterThan(2);
    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    expect(officeProcesses()).toEqual([]);
  },
);

test.skipIf(present.length < 2)('engines go with a server that is killed', async () => {
  const server = await started({ EXPORT_PDF_ENGINE: 'auto' });
  await looked(server);
  expect(officeProcesses().length).toBeGreaterThan(2);
  server.child.kill('SIGKILL');
  await server.ended;
  await until('the engines are gone', () => officeProcesses().length === 0, 30_000);
});

test('a server whose engines do not work is ready all the same, and says why without a path', async () => {
  const nowhere = { SOFFICE_PATH: '/nowhere/soffice', PUPPETEER_EXECUTABLE_PATH: '/nowhere/chrome' };
  const server = await started({ EXPORT_PDF_ENGINE: 'auto', ...nowhere });
  const { pdf_engines: reports, ...rest } = await looked(server);
  expect(rest).toMatchObject({ status: 200, ready: true });
  expect(reports).toMatchObject([
    { name: 'libreoffice', works: false, problem: expect.any(String) },
    { name: 'chromium', works: false, problem: expect.any(String) },
  ]);
  expect(JSON.stringify(reports)).not.toContain('nowhere');
  await until('the log warns', () => lines(server).length > 0);
  expect(JSON.parse(lines(server)[0]!)).toMatchObject({ level: 40 });
});

test('a server without engines has nothing to say of them', async () => {
  const server = await started({ EXPORT_PDF_ENGINE: 'none' });
  expect((await looked(server)).pdf_engines).toEqual([]);
});
