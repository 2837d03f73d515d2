import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SIGNATURE_PNG } from './cases.js';
import { linkedDocument, TRAPS } from './linked-docx.js';
import { engines, hasPoppler, missing, pdfPages, scratch } from './tools.js';

const { path, remove } = scratch();
const secret = join(path, 'secreto.txt');
const picture = join(path, 'secreto.png');
const CANARY = 'SOLOPARAELSERVIDOR';
const all = (await engines(path)).map(({ name, open }) => ({ name, engine: open() }));
const noText = missing('pdftotext (poppler-utils)', hasPoppler);

/** Counts whoever connects, whatever they speak. */
let listener: Server;
let callers = 0;
let at = '';

beforeAll(async () => {
  mkdirSync(path, { recursive: true });
  writeFileSync(secret, CANARY);
  writeFileSync(picture, SIGNATURE_PNG);
  listener = createServer((socket) => {
    callers += 1;
    socket
      .on('error', () => {})
      .end(`HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n${CANARY}`);
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  at = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/x.png`;
});

afterAll(async () => {
  await Promise.all(all.map(({ engine }) => engine.close()));
  listener.close();
  remove();
});

describe.skipIf(noText).each(all)('$name asks nobody and reads no file', ({ engine }) => {
  test.each(Object.keys(TRAPS))('for %s', async (name) => {
    const before = callers;
    for (const target of [at, pathToFileURL(secret).href, secret, pathToFileURL(picture).href, picture]) {
      const pdf = await engine.convert(linkedDocument(TRAPS[name]!, target), new AbortController().signal);
      expect(Buffer.from(pdf).toString('latin1')).not.toMatch(/\/Subtype ?\/Image\b/);
      const text = pdfPages(pdf).join('');
      expect(text).toContain('☐☒áñ€');
      expect(text).not.toContain(CANARY);
    }
    expect(callers).toBe(before);
  });
});
