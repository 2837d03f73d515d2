import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { readByGraphql, readByRest, type Wire, type WireCase } from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

/** The lists that are sent with a case, and events, which have a route of their own: name, text field, where to put it. */
const LISTS = [
  ['productos', 'nombre_producto', ''],
  ['concomitantes', 'nombre_producto', '/full'],
  ['seguimientos', 'comentarios', ''],
  ['eventos', 'texto', '/eventos'],
] as const;

describe.each(LISTS)('rows of %s sent with the ids they once had', (list, text, suffix) => {
  const row = (value: string, id?: unknown): Wire => ({ [text]: value, ...(id !== undefined && { id }) });
  const caseWith = (...values: string[]) =>
    makeCase(rosa, { [list]: values.map((value) => row(value)) }) as Promise<WireCase>;
  const put = (id: number, rows: Wire[]) => rosa.rest('PUT', `/icsr/${id}${suffix}`, { [list]: rows });

  /** Texts of the rows as both doors read them. */
  async function textsOf(id: number): Promise<unknown[]> {
    const texts = (read: WireCase) => read[list].map((each) => each[text]);
    const rest = texts(await readByRest(rosa, id));
    expect(texts(await readByGraphql(rosa, id))).toEqual(rest);
    return rest;
  }

  test('are kept in the order in which they were sent', async () => {
    const made = await caseWith('A', 'B', 'C');
    const [a, b, c] = made[list].map(({ id }) => id);
    for (const order of [
      [row('C', c), row('A', a), row('B', b)],
      [row('nueva'), row('A', a)],
      [row('A'), row('otra'), row('A')],
    ]) {
      expect((await put(made.id, order)).status).toBe(200);
      expect(await textsOf(made.id)).toEqual(order.map((each) => each[text]));
    }
  });

  test('do not take the rows of another case', async () => {
    const [mine, other] = [await caseWith('A'), await caseWith('B')];
    expect((await put(mine.id, [row('robada', other[list][0]!.id)])).status).toBe(200);
    expect(await readByRest(rosa, other.id)).toEqual(other);
    expect(await textsOf(mine.id)).toEqual(['robada']);
  });

  test('twice are two rows', async () => {
    const made = await caseWith('A');
    const { id } = made[list][0]!;
    expect((await put(made.id, [row('A', id), row('otra vez', id)])).status).toBe(200);
    expect(await textsOf(made.id)).toEqual(['A', 'otra vez']);
  });

  test('and an id that is none count as new', async () => {
    for (const id of [0, -1, 1.5, 'abc', null, {}, [], true, 2147483648, '__proto__']) {
      const made = await caseWith('A');
      expect([id, (await put(made.id, [row('B', id)])).status]).toEqual([id, 200]);
      expect(await textsOf(made.id)).toEqual(['B']);
    }
  });

  test('lose what is left out of them', async () => {
    const made = await caseWith('A');
    const field = list === 'seguimientos' ? 'fecha' : 'fecha_inicio';
    const { id } = made[list][0]!;
    await put(made.id, [{ ...row('A', id), [field]: '2024-01-15' }]);
    expect((await readByRest(rosa, made.id))[list]).toMatchObject([{ [field]: '2024-01-15' }]);
    await put(made.id, [row('A', id)]);
    expect((await readByRest(rosa, made.id))[list]).toMatchObject([{ [text]: 'A', [field]: null }]);
  });
});
