import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { dense, docxText, engines, hasPoppler, missing, pdfPages, scratch, until } from '../exports/tools.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { addressOf } from '../support/program.js';
import { copyOfTemplate } from '../support/server.js';
import { type MarkedProcess, processesMarked } from './marked.js';
import { serve } from './process.js';

/**
 * A fault in every third export: 100 of 300 with STORM=whole, which takes minutes, and a fifth of it otherwise. Some faults are
 * hung engines, and each costs its whole deadline; a killed one costs no more than a new start, which takes a LibreOffice a second or two.
 */
const SHARE =
  process.env['STORM'] === 'whole'
    ? {
        chromium: { exports: 200, faults: 67, hangs: 10 },
        libreoffice: { exports: 100, faults: 33, hangs: 5 },
      }
    : {
        chromium: { exports: 24, faults: 8, hangs: 2 },
        libreoffice: { exports: 12, faults: 4, hangs: 1 },
      };
const AT_ONCE = 8;
const CASES = 25;
const DEADLINE_SECONDS = 4;
const LONG_MS = 600_000;

const { path: cache, remove } = scratch();
const all = await engines(cache);
afterAll(remove);
const noProc = missing('/proc', existsSync('/proc/self/environ'));
const noText = missing('pdftotext (poppler-utils)', hasPoppler);

/** Numbers in 0..1 that look random and are the same in every run. */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** `count` of the first `most` numbers, in any order. */
function some(random: () => number, count: number, most: number): number[] {
  const numbers = Array.from({ length: most }, (_, place) => ({ place, rank: random() }));
  return numbers
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, count)
    .map(({ place }) => place);
}

/** A server of its own, with folders of its own for what it keeps and for what is temporary, on an empty database. */
async function startServer(engine: string) {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-engines-'));
  const temporary = path.join(folder, 'tmp');
  mkdirSync(temporary);
  const server = await serve(folder, {
    DATABASE_URL: addressOf(await copyOfTemplate()),
    TMPDIR: temporary,
    EXPORT_PDF_ENGINE: engine,
    EXPORT_PDF_TIMEOUT: String(DEADLINE_SECONDS),
  });
  return { folder, temporary, server };
}

type Own = Awaited<ReturnType<typeof startServer>>;

/** The processes of the engines: all that the server started, also those that it has forgotten. */
const engineProcesses = ({ folder, server }: Own): MarkedProcess[] =>
  processesMarked(folder).filter(({ pid, state }) => pid !== server.child.pid && state !== 'Z');

interface Subject {
  id: number;
  mark: string;
}

function makeCases(client: Client): Promise<Subject[]> {
  return Promise.all(
    Array.from({ length: CASES }, async (_, place) => {
      const mark = `MARCA${place}FIN`;
      return { mark, id: (await makeCase(client, { descripcion_evento: mark })).id };
    }),
  );
}

interface Answer {
  mark: string;
  status: number;
  fallback: string | null;
  bytes: Buffer;
}

async function exportOf(client: Client, { id, mark }: Subject): Promise<Answer> {
  const { status, headers, body } = await client.rest<Buffer>('GET', `/icsr/${id}/export/modelo-b.pdf`);
  return { mark, status, fallback: headers.get('x-export-fallback'), bytes: body };
}

/** A PDF, if need be at the second or third time. */
async function printed(client: Client, one: Subject): Promise<Answer> {
  let answer = await exportOf(client, one);
  for (let tries = 0; answer.fallback && tries < 20; tries += 1) answer = await exportOf(client, one);
  expect(answer.fallback).toBeNull();
  return answer;
}

/** The marks of cases that stand in a document, PDF or Word, and what kind it is. */
function read({ bytes, fallback }: Answer): { kind: string; marks: string[] } {
  const text = fallback === 'docx' ? docxText(bytes) : pdfPages(bytes).join('');
  const marks = [...new Set(dense(text).match(/MARCA\d+FIN/g))];
  return { kind: fallback ?? 'pdf', marks };
}

/**
 * Kills or stops one of the processes of the engines, whichever; waits for one where there is none, as long as the export under
 * way is not answered. Gives whether it struck.
 */
async function strike(
  own: Own,
  random: () => number,
  signal: 'SIGKILL' | 'SIGSTOP',
  pipes: Set<string>,
  asked: Promise<unknown>,
): Promise<boolean> {
  const answered = new AbortController();
  void asked.finally(() => answered.abort());
  await sleep(random() * 200);
  while (!answered.signal.aborted) {
    const there = engineProcesses(own);
    for (const { said } of there) for (const [pipe] of said.matchAll(/vigia[0-9a-f]{24}/g)) pipes.add(pipe);
    const target = there[Math.floor(random() * there.length)];
    try {
      if (target && process.kill(target.pid, signal)) return true;
    } catch {
      // It ended by itself in this very moment.
    }
    await sleep(10);
  }
  return false;
}

/** Exports, some at once, while their engines are struck. Gives the answers, and the names of the pipes that were in use. */
async function storm(own: Own, client: Client, cases: readonly Subject[], share: (typeof SHARE)['chromium']) {
  const random = chance(4711);
  const faulty = new Set(some(random, share.faults, share.exports));
  const signals = [...faulty].map((_place, turn) => (turn < share.hangs ? 'SIGSTOP' : 'SIGKILL'));
  // What came too late for one export strikes another.
  let owed = 0;
  const pipes = new Set<string>();
  const answers: Answer[] = [];
  let next = 0;
  const person = async () => {
    // Exports beyond the share are those that a fault is still owed to.
    while (next < share.exports || signals.length > 0) {
      const place = next++;
      const asked = exportOf(client, cases[place % CASES]!);
      if (faulty.has(place)) owed += 1;
      if (owed > 0 && signals.length > 0) {
        owed -= 1;
        const signal = signals.pop()!;
        if (!(await strike(own, random, signal, pipes, asked))) {
          owed += 1;
          signals.push(signal);
        }
      }
      answers.push(await asked);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, person));
  return { answers, pipes, faults: share.faults - signals.length };
}

/** The first of each group of engine processes: children of the server. */
const leadersOf = ({ folder, server }: Own) =>
  processesMarked(folder).filter(({ parent }) => parent === server.child.pid);

/** No more engines than the pool has, all of them whole, and none that has ended without being heard of. */
async function expectHealthyPool(own: Own): Promise<void> {
  await until('no engine is left but those that work', () => {
    const leaders = new Set(leadersOf(own).map(({ pid }) => pid));
    return leaders.size <= 2 && engineProcesses(own).every(({ group }) => leaders.has(group));
  });
  expect(leadersOf(own).map(({ state }) => state)).not.toContain('Z');
}

async function expectNothingLeft(own: Own, pipes: ReadonlySet<string>): Promise<void> {
  own.server.child.kill('SIGTERM');
  expect(await own.server.ended).toBe(0);
  expect(engineProcesses(own)).toEqual([]);
  expect(readdirSync(path.join(own.folder, 'cache')).filter((name) => name.startsWith('profile'))).toEqual([]);
  expect(readdirSync(own.temporary)).toEqual([]);
  // LibreOffice puts its pipes there, whatever it is told.
  expect(readdirSync('/tmp').filter((name) => [...pipes].some((pipe) => name.includes(pipe)))).toEqual([]);
}

describe.each(all)('$name', ({ name, isMissing }) => {
  test.skipIf(isMissing || noProc || noText)(
    'whose processes are killed and stopped in a third of all exports gives the right document each time, and leaves nothing behind',
    async () => {
      const own = await startServer(name);
      try {
        const admin = await own.server.admin();
        const cases = await makeCases(admin);
        // The browser may have to be unpacked first. To disturb that is another matter.
        await printed(admin, cases[0]!);
        const { answers, pipes, faults } = await storm(own, admin, cases, SHARE[name]);

        expect(answers.map(({ status }) => status)).toEqual(Array.from(answers, () => 200));
        const documents = answers.map(read);
        expect(documents.map(({ marks }) => marks)).toEqual(answers.map(({ mark }) => [mark]));
        const pdfs = documents.filter(({ kind }) => kind === 'pdf').length;
        console.log(`${name}: ${faults} faults, ${pdfs} PDF, ${answers.length - pdfs} Word`);
        expect(faults).toBe(SHARE[name].faults);
        expect(pdfs).toBeGreaterThan(answers.length / 4);
        expect(own.server.output()).not.toContain('MARCA');

        // What was stopped while it had nothing to do is found by the next document.
        expect(read(await printed(admin, cases[0]!)).marks).toEqual([cases[0]!.mark]);
        await expectHealthyPool(own);
        await expectNothingLeft(own, pipes);
      } finally {
        own.server.child.kill('SIGKILL');
        for (const { pid } of engineProcesses(own)) process.kill(pid, 'SIGKILL');
        rmSync(own.folder, { recursive: true, force: true });
      }
    },
    LONG_MS,
  );
});
