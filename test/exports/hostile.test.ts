import { execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import PizZip from 'pizzip';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { LEAST_CASE } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { attacks, caseOfTexts, ODD, printedTexts, TURNING } from './hostile-case.js';
import { dense, docxText, engines, hasPoppler, missing, partOf, pdfPages, scratch, TEMPLATES } from './tools.js';

const { path, remove } = scratch();
const all = (await engines(path)).map((found) => ({ ...found, engine: found.open() }));
const noText = missing('pdftotext (poppler-utils)', hasPoppler);
const noLint = missing('xmllint (libxml2-utils)', spawnSync('xmllint', ['--version']).error === undefined);
/** For machines with a lot to do beside. */
const LONG_MS = 300_000;

/** Stands at the address that the texts name, and counts whoever comes, whatever they speak. */
let listener: Server;
let callers = 0;
let texts: string[] = [];

beforeAll(async () => {
  listener = createServer((socket) => {
    callers += 1;
    socket.on('error', () => {}).end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n');
  }).listen(0, '127.0.0.1');
  await once(listener, 'listening');
  texts = attacks(`http://127.0.0.1:${(listener.address() as AddressInfo).port}`);
});

afterAll(() => {
  listener.close();
  remove();
});

async function idOf(client: Client, fields: object): Promise<number> {
  const { status, body } = await client.rest<{ id: number }>('POST', '/icsr', { ...LEAST_CASE, ...fields });
  expect(status, JSON.stringify(body).slice(0, 2000)).toBe(201);
  return body.id;
}

async function exported(client: Client, id: number, kind: 'modelo-b.docx' | 'modelo-b.pdf' | 'digemid') {
  const { status, headers, body } = await client.rest<Buffer>('GET', `/icsr/${id}/export/${kind}`);
  expect(status).toBe(200);
  return { bytes: body, fallback: headers.get('x-export-fallback') };
}

/** The pages of the PDF of a case, with the number of each on it. */
async function pagesOf(client: Client, id: number, kind: 'modelo-b.pdf' | 'digemid' = 'modelo-b.pdf') {
  const { bytes, fallback } = await exported(client, id, kind);
  expect(fallback).toBeNull();
  const pages = pdfPages(bytes, '-raw');
  pages.forEach((page, index) => expect(dense(page)).toContain(`Página${index + 1}de${pages.length}`));
  return pages;
}

/** A text as it can be compared: without spaces, and without signs that are not seen. */
const seen = (text: string) => dense(text.replace(/\p{Default_Ignorable_Code_Point}/gu, ''));

/** What the form itself says, piece by piece: the texts of the template between its tags. */
function labels(): string[] {
  const template = readFileSync(join(TEMPLATES, 'modelo-b.docx'));
  const text = ['word/document.xml', 'word/header1.xml'].map((part) => docxText(template, part)).join('\n');
  const pieces = text.split(/\n|\{\{.*?\}\}/).map(dense);
  return [...new Set(pieces)].filter((piece) => /\p{L}/u.test(piece) && piece !== 'Ningunoregistrado');
}

function textOf(docx: Uint8Array): string {
  return docxText(docx) + docxText(docx, 'word/header1.xml');
}

describe('the Word document of a case whose every text is hostile', () => {
  let server: TestServer;
  let rosa: Client;
  beforeAll(async () => {
    server = await startServer({ EXPORT_PDF_ENGINE: 'none' });
    rosa = await server.as('rosa');
  });
  afterAll(() => server.close());

  const made = new Map<readonly string[], Promise<{ body: ReturnType<typeof caseOfTexts>; docx: Buffer }>>();
  const make = async (own: readonly string[]) => {
    const body = caseOfTexts(own);
    return { body, docx: (await exported(rosa, await idOf(rosa, body), 'modelo-b.docx')).bytes };
  };
  /** Once for each kind of text: the number of a case is one of its texts, and belongs to one case. */
  const documentOf = (own: readonly string[]) => {
    if (!made.has(own)) made.set(own, make(own));
    return made.get(own)!;
  };
  const kinds = { attacks: () => texts, 'odd characters': () => ODD, 'turning texts': () => TURNING };

  test.each(Object.entries(kinds))('shows all of them as they were written: %s', async (_what, own) => {
    const { body, docx } = await documentOf(own());
    const shown = printedTexts(body);
    expect(shown.length).toBeGreaterThan(40);
    const text = textOf(docx);
    for (const one of shown) expect(text).toContain(one);
  });

  test.skipIf(noLint).each(Object.entries(kinds))('is made of well-formed XML: %s', async (_what, own) => {
    const { docx } = await documentOf(own());
    for (const { name } of new PizZip(docx).file(/\.(xml|rels)$/)) {
      const file = join(path, 'part.xml');
      writeFileSync(file, partOf(docx, name));
      expect(execFileSync('xmllint', ['--noout', '--nonet', file], { encoding: 'utf8' })).toBe('');
    }
  });

  test('names nothing outside itself, and has no field, link or object that the form does not have', async () => {
    const docx = (await documentOf(texts)).docx;
    const plain = (await documentOf(texts.map((_, place) => `llano ${place}`))).docx;
    const structure = (bytes: Uint8Array, part: string) => partOf(bytes, part).match(/<[\w:]+/g);
    for (const { name } of new PizZip(plain).file(/\.(xml|rels)$/)) {
      expect(structure(docx, name), name).toEqual(structure(plain, name));
      if (name.endsWith('.rels')) expect(partOf(docx, name)).toBe(partOf(plain, name));
    }
    expect(Object.keys(new PizZip(docx).files).sort()).toEqual(Object.keys(new PizZip(plain).files).sort());
  });
});

/** Bodies near the limits, words that must be in their PDF, and how many pages that may take. */
const HUGE: [what: string, body: () => object, words: string[], pagesMax: number][] = [
  [
    'one word of 100 000 letters',
    () => ({ descripcion_evento: `${'x'.repeat(99_990)}ÚLTIMA` }),
    ['x'.repeat(1000), 'ÚLTIMA'],
    60,
  ],
  [
    '1 200 lines',
    () => ({ descripcion_evento: Array.from({ length: 1200 }, (_, n) => `línea ${n + 1} sigue`).join('\n') }),
    ['línea1sigue', 'línea600sigue', 'línea1200sigue'],
    200,
  ],
  [
    '200 products, 200 concomitants and 200 events',
    () => ({
      productos: upTo(200).map((n) => ({ nombre_producto: `Fármaco ${n} mg`, nro_lote: `Lote ${n}` })),
      concomitantes: upTo(200).map((n) => ({ nombre_producto: `Otro ${n} mg` })),
      eventos: upTo(200).map((n) => ({ texto: `Suceso ${n} visto` })),
    }),
    upTo(200).flatMap((n) => [`${n}.Fármaco${n}mg`, `Lote${n}`, `${n}.Otro${n}mg`, `${n}.Suceso${n}visto`]),
    80,
  ],
];

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place + 1);
}

describe.each(all)('$name', ({ name, isMissing }) => {
  describe.skipIf(isMissing || noText)('given a case', () => {
    let server: TestServer;
    let rosa: Client;
    beforeAll(async () => {
      server = await startServer({ EXPORT_PDF_ENGINE: name, EXPORT_PDF_TIMEOUT: '240' });
      rosa = await server.as('rosa');
    });
    afterAll(() => server.close());

    test.each(['modelo-b.pdf', 'digemid'] as const)(
      'whose every text is an attack prints them all, and asks nobody: %s',
      async (kind) => {
        const unique = { numero: `número ${kind}`, codigo_interno_lab: kind };
        const body = { ...caseOfTexts(texts), ...unique };
        const text = seen((await pagesOf(rosa, await idOf(rosa, body), kind)).join(''));
        const shown = printedTexts(body);
        for (const one of shown) expect(text).toContain(seen(one));
        expect(text).not.toContain(seen(readFileSync('/etc/passwd', 'utf8').split('\n')[0]!));
      },
      LONG_MS,
    );

    test.each(TURNING)(
      'whose every text turns the direction leaves the words of the form as they are: text %#',
      async (turning) => {
        const text = seen((await pagesOf(rosa, await idOf(rosa, caseOfTexts([turning])))).join(''));
        expect(labels().length).toBeGreaterThan(80);
        for (const label of labels()) expect(text).toContain(label);
      },
      LONG_MS,
    );

    test(
      'with characters that no font has prints the others',
      async () => {
        const text = seen((await pagesOf(rosa, await idOf(rosa, caseOfTexts(ODD)))).join(''));
        for (const word of ['médica', 'familia', 'bandera']) expect(text).toContain(word);
        for (const label of labels()) expect(text).toContain(label);
      },
      LONG_MS,
    );

    test(
      'with control characters and halves of characters prints what is between them',
      async () => {
        const descripcion_evento =
          'uno\u0000dos\u0007tres\u000Bcuatro\u001B[31mcinco\uD83Dseis\uDE00siete\uFFFEocho\u007Fnueve';
        const text = seen((await pagesOf(rosa, await idOf(rosa, { descripcion_evento }))).join(''));
        expect(text).toContain('unodostrescuatro[31mcinco\uFFFDseis\uFFFDsieteochonueve');
      },
      LONG_MS,
    );

    test.each(HUGE)(
      'with %s prints it whole, with its number on each page',
      async (_what, body, words, pagesMax) => {
        const pages = await pagesOf(rosa, await idOf(rosa, body()));
        const text = dense(pages.join(''));
        for (const word of words) expect(text).toContain(word);
        expect(pages.length).toBeLessThan(pagesMax);
      },
      LONG_MS,
    );

    test('has asked nobody for anything in all this', () => expect(callers).toBe(0));
  });
});
