import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { dense, docxText, engines, hasPoppler, missing, pdfPages, scratch, until } from '../exports/tools.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { copyOfTemplate } from '../support/server.js';
import { type MarkedProcess, processesMarked } from './marked.js';
import { serve, type ServerProcess } from './process.js';

const EXPORTS = 300;
const FAULTS = 100;
/** Of the faults: a hung engine costs its whole deadline, a killed one nothing but a new start. */
const HANGS = 15;
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
  const { host, port, user, database } = await copyOfTemplate();
  const server = await serve(folder, {
    DATABASE_URL: `postgres://${user}@${encodeURIComponent(host!)}:${port}/${database}`,
    TMPDIR: temporary,
    EXPORT_PDF_ENGINE: engine,
    EXPORT_PDF_TIMEOUT: String(DEADLINE_SECONDS),
  });
  return { folder, temporary, server };
}

/** The processes of the engines: all that the server started, also those that it has forgotten. */
const engineProcesses = ({ folder, server }: { folder: string; server: ServerProcess }): MarkedProcess[] =>
  processesMarked(folder).filter(({ pid, state }) => pid !== server.child.pid && state !== 'Z');

interface Answer {
  mark: string;
  status: number;
  fallback: string | null;
  bytes: Buffer;
}

async function exportOf(client: Client, { id, mark }: { id: number; mark: string }): Promise<Answer> {
  const { status, headers, body } = await client.rest<Buffer>('GET', `/icsr/${id}/export/modelo-b.pdf`);
  return { mark, status, fallback: headers.get('x-export-fallback'), bytes: body };
}

/** A PDF, if need be at the second or third time. */
async function printed(client: Client, one: { id: number; mark: string }): Promise<Answer> {
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

describe.each(all)('$name', ({ name, isMissing }) => {
  test.skipIf(isMissing || noProc || noText)(
    'whose processes are killed and stopped in 100 of 300 exports gives 300 right documents, and leaves nothing behind',
    async () => {
      const own = await startServer(name);
      const { folder, temporary, server } = own;
      try {
        const admin = await server.admin();
        const cases = await Promise.all(
          Array.from({ length: CASES }, async (_, place) => {
            const mark = `MARCA${place}FIN`;
            return { mark, id: (await makeCase(admin, { descripcion_evento: mark })).id };
          }),
        );
        // The browser may have to be unpacked, and found broken where that was disturbed: that is not what this is about.
        await printed(admin, cases[0]!);
        const random = chance(4711);
        const faulty = some(random, FAULTS, EXPORTS);
        const hanging = new Set(faulty.slice(0, HANGS));
        const pipes = new Set<string>();
        let struck = 0;
        const strike = async (signal: 'SIGKILL' | 'SIGSTOP') => {
          await sleep(random() * 200);
          const there = engineProcesses(own);
          there.forEach(({ said }) => said.match(/vigia[0-9a-f]{24}/g)?.forEach((pipe) => pipes.add(pipe)));
          const target = there[Math.floor(random() * there.length)];
          try {
            if (target) process.kill(target.pid, signal);
            struck += 1;
          } catch {
            // It ended by itself in this very moment.
          }
        };

        const answers: Answer[] = [];
        let next = 0;
        const person = async () => {
          for (let place = next++; place < EXPORTS; place = next++) {
            const asked = exportOf(admin, cases[place % CASES]!);
            if (faulty.includes(place)) await strike(hanging.has(place) ? 'SIGSTOP' : 'SIGKILL');
            answers.push(await asked);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, person));

        expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: EXPORTS }, () => 200));
        const documents = answers.map(read);
        expect(documents.map(({ marks }) => marks)).toEqual(answers.map(({ mark }) => [mark]));
        const pdfs = documents.filter(({ kind }) => kind === 'pdf').length;
        console.log(`${name}: ${struck} faults, ${pdfs} PDF, ${EXPORTS - pdfs} Word`);
        expect(struck).toBeGreaterThan(FAULTS * 0.9);
        expect(pdfs).toBeGreaterThan(EXPORTS / 4);
        expect(server.output()).not.toContain('MARCA');

        // What was stopped while it had nothing to do is found by the next document.
        expect(read(await printed(admin, cases[0]!)).marks).toEqual([cases[0]!.mark]);
        const leaders = () =>
          processesMarked(folder).filter(({ pid, parent }) => parent === server.child.pid && pid !== server.child.pid);
        await until('no engine is left but those that work', () => {
          const groups = new Set(leaders().map(({ pid }) => pid));
          return groups.size <= 2 && engineProcesses(own).every(({ group }) => groups.has(group));
        });
        expect(leaders().map(({ state }) => state)).not.toContain('Z');

        server.child.kill('SIGTERM');
        expect(await server.ended).toBe(0);
        expect(engineProcesses(own)).toEqual([]);
        expect(readdirSync(path.join(folder, 'cache')).filter((entry) => entry.startsWith('profile'))).toEqual([]);
        expect(readdirSync(temporary)).toEqual([]);
        expect(readdirSync('/tmp').filter((entry) => [...pipes].some((pipe) => entry.includes(pipe)))).toEqual([]);
      } finally {
        server.child.kill('SIGKILL');
        for (const { pid } of engineProcesses(own)) process.kill(pid, 'SIGKILL');
        rmSync(folder, { recursive: true, force: true });
      }
    },
    LONG_MS,
  );
});
