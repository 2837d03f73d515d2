import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { groupOf } from '../support/alike.js';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
let sole: Client;

beforeAll(async () => {
  server = await startServer();
  [rosa, sole] = await Promise.all([server.as('rosa'), server.as('sole')]);
});
afterAll(() => server.close());

interface Match {
  id: number;
  score: number;
  reasons: string[];
}
interface Check {
  status: string;
  score: number;
  best_id: number | null;
  matches: Match[];
}

const check = async (id: number, query = '') =>
  (await rosa.rest<Check & Record<string, unknown>>('GET', `/icsr/${id}/duplicates${query}`)).body;

const group = () => groupOf(rosa);

const EVERYTHING = [
  'Iniciales iguales',
  'Fecha de nacimiento igual',
  'Fecha de evento igual',
  'Producto sospechoso igual',
];

describe('the duplicates of a case', () => {
  test('example 26: are as in the contract', async () => {
    const { id: master } = await makeCase(rosa, {
      ...DOCUMENTED_CASE,
      fecha_inicio_evento: '2024-01-14',
      productos: [],
      descripcion_evento:
        'Paciente desarrolló rash eritematoso en tronco y brazos, con prurito intenso, al segundo día de amoxicilina por una faringitis aguda; mejoró con clorfenamina oral diaria.',
    });
    const { id } = await makeCase(rosa, {
      ...DOCUMENTED_CASE,
      descripcion_evento:
        'Paciente desarrolló rash eritematoso generalizado 3 días después de iniciar tratamiento con amoxicilina. El rash fue pruriginoso y se resolvió tras suspender el medicamento.',
    });
    const { status, body } = await rosa.rest('GET', `/icsr/${id}/duplicates?days_window=60`);
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'review',
      label: 'Revisar',
      color: 'warning',
      score: 0.65,
      best_id: master,
      matches: [
        {
          id: master,
          score: 0.65,
          reasons: [
            'Iniciales iguales',
            'Fecha de nacimiento igual',
            'Producto sospechoso igual',
            'Narrativa similar (35%)',
          ],
          fecha: '2024-01-14',
          producto: 'Amoxicilina 500mg',
          iniciales: 'JD',
          narrativa:
            'Paciente desarrolló rash eritematoso en tronco y brazos, con prurito intenso, al segundo día de amoxicilina por una faringitis aguda; mejoró con clorfenamina or...',
        },
      ],
    });
    expect(
      await rosa.ask(
        `query ($id: ID!) { duplicates(caseId: $id) { status label color score bestId matches { id fecha } }
      case(id: $id) { duplicates { status score matches { id reasons } } } }`,
        { id },
      ),
    ).toEqual({
      duplicates: {
        status: 'REVIEW',
        label: 'Revisar',
        color: 'warning',
        score: 0.65,
        bestId: String(master),
        matches: [{ id: String(master), fecha: '2024-01-14' }],
      },
      case: {
        duplicates: { status: 'REVIEW', score: 0.65, matches: [{ id: String(master), reasons: expect.anything() }] },
      },
    });
  });

  test('are none for a case that is like no other', async () => {
    const { id } = await group()();
    expect(await check(id)).toEqual({
      status: 'unique',
      label: 'Único',
      color: 'success',
      score: 0,
      best_id: null,
      matches: [],
    });
  });

  test('example 27: are certain when all four facts are equal, whatever the spelling', async () => {
    const make = group();
    const { id: older } = await make({ paciente_iniciales: 'Á.B.', producto_sospechoso: 'Ácido 500mg' });
    const { id } = await make({
      paciente_iniciales: 'a b',
      producto_sospechoso: 'otro',
      descripcion_evento: 'Nada que ver',
      productos: [{ nombre_producto: 'Marca', ifa: 'ACIDO 500 mg' }],
    });
    expect(await check(id)).toMatchObject({ status: 'dup', label: 'Duplicado probable', color: 'danger', score: 0.9 });
    expect((await check(older)).matches).toMatchObject([{ id, score: 0.9, reasons: EVERYTHING }]);
  });

  test('lie in the window, both ends included, and 60 days where none is given', async () => {
    const make = group();
    const day = (days: number) => new Date(Date.UTC(2019, 5, 1 + days)).toISOString().slice(0, 10);
    const { id } = await make({ fecha_inicio_evento: day(0) });
    const others: number[] = [];
    for (const days of [-61, -60, 0, 60, 61, 365, 366])
      others.push((await make({ fecha_inicio_evento: day(days) })).id);
    const found = async (query: string) =>
      (await check(id, query)).matches.map((match) => others.indexOf(match.id)).toSorted();
    expect(await found('')).toEqual([1, 2, 3]);
    expect(await found('?days_window=1')).toEqual([2]);
    expect(await found('?days_window=365')).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test('of cases without a day of the event are looked for around the day on which they were made', async () => {
    const make = group();
    const { id: old } = await make({ fecha_inicio_evento: '2001-01-01' });
    const { id: today } = await make({ fecha_inicio_evento: new Date().toISOString().slice(0, 10) });
    const { id } = await make({ fecha_inicio_evento: null });
    const { matches } = await check(id);
    expect(matches.map((match) => match.id)).toEqual([today]);
    expect(matches[0]!.reasons).not.toContain('Fecha de evento igual');
    expect((await check(old)).matches).toEqual([]);
  });

  test('are at most 20, the best first, the older first where they are alike', async () => {
    const make = group();
    const { id } = await make({ paciente_fecha_nacimiento: '1950-01-01' });
    const ids: number[] = [];
    for (let place = 0; place < 22; place += 1)
      ids.push((await make({ descripcion_evento: 'otra cosa', paciente_fecha_nacimiento: null })).id);
    const { matches } = await check(id);
    expect(matches.map((match) => match.id)).toEqual(ids.slice(0, 20));
    expect(matches.every(({ score }) => score === 0.6)).toBe(true);
  });

  test('change with every fact of either case, products and narrative included', async () => {
    const make = group();
    const { id: other } = await make();
    const { id } = await make({ paciente_fecha_nacimiento: null, fecha_inicio_evento: '1960-01-01' });
    const put = (body: unknown) => rosa.rest('PUT', `/icsr/${id}`, body);
    expect((await check(id)).matches).toEqual([]);
    const { fecha_inicio_evento, paciente_fecha_nacimiento } = (await rosa.rest('GET', `/icsr/${other}`)).body;
    await put({ fecha_inicio_evento, producto_sospechoso: 'otro', descripcion_evento: 'otra cosa' });
    expect((await check(id)).score).toBe(0.4);
    expect((await check(other)).score).toBe(0.4);
    await put({
      productos: [{ nombre_producto: 'x', ifa: (await rosa.rest('GET', `/icsr/${other}`)).body.producto_sospechoso }],
    });
    expect((await check(other)).score).toBe(0.6);
    await put({ paciente_fecha_nacimiento });
    expect((await check(other)).score).toBe(0.9);
    await put({ paciente_iniciales: 'ZZ', productos: [] });
    expect((await check(other)).score).toBe(0.45);
  });

  test('are found by a narrative alone when it is nearly the same', async () => {
    const make = group();
    const words = Array.from({ length: 40 }, (_, place) => `vocablo${place}`);
    const far = { paciente_fecha_nacimiento: null };
    const { id } = await make({
      ...far,
      paciente_iniciales: 'N1',
      producto_sospechoso: 'p1',
      fecha_inicio_evento: '1980-01-01',
      descripcion_evento: words.join(' '),
    });
    const near = await make({
      ...far,
      paciente_iniciales: 'N2',
      producto_sospechoso: 'p2',
      fecha_inicio_evento: '1980-02-20',
      descripcion_evento: words.map((word, place) => (place % 10 === 3 ? `otro${place}` : word)).join(' '),
    });
    await make({
      ...far,
      paciente_iniciales: 'N3',
      producto_sospechoso: 'p3',
      fecha_inicio_evento: '1980-02-20',
      descripcion_evento: words.slice(0, 20).join(' '),
    });
    expect((await check(id)).matches).toMatchObject([
      { id: near.id, score: 0.2, reasons: ['Narrativa similar (90%)'] },
    ]);
  });

  test('of narratives of a hundred thousand characters are found too', async () => {
    const make = group();
    const long = Array.from({ length: 12_000 }, (_, place) => `w${place}`)
      .join(' ')
      .slice(0, 100_000);
    const { id } = await make({ paciente_fecha_nacimiento: null, descripcion_evento: long });
    const { id: other } = await make({
      paciente_fecha_nacimiento: null,
      descripcion_evento: `${long.slice(0, 99_000)} fin`,
    });
    expect((await check(id)).matches).toMatchObject([{ id: other, score: 0.85 }]);
  });

  test('are found among rows that came past the doors', async () => {
    const make = group();
    const { id } = await make();
    const { id: other } = await make({
      descripcion_evento: 'x',
      paciente_iniciales: 'XX',
      paciente_fecha_nacimiento: null,
      producto_sospechoso: 'y',
    });
    await server.query(
      'update icsr set paciente_iniciales = (select paciente_iniciales from icsr where id = $1) where id = $2',
      [id, other],
    );
    expect((await check(id)).matches).toMatchObject([{ id: other, score: 0.4 }]);
    expect((await check(other)).matches).toMatchObject([{ id, score: 0.4 }]);
  });
});

describe('a request for duplicates', () => {
  test.each(['0', '366', '-1', 'x', '1.5', ''])('is refused for a window of %s days', async (days) => {
    const { id } = await group()();
    for (const path of [`/icsr/${id}/duplicates?`, `/icsr/duplicates?ids=${id}&`]) {
      const { status, body } = await rosa.rest('GET', `${path}days_window=${days}`);
      expect([status, body]).toMatchObject([400, { detail: [{ loc: ['query', 'days_window'] }] }]);
    }
  });

  test('is for readers, of cases that are there', async () => {
    const { id } = await group()();
    expect((await server.nobody.rest('GET', `/icsr/${id}/duplicates`)).status).toBe(401);
    expect((await sole.rest('GET', `/icsr/${id}/duplicates`)).status).toBe(200);
    const { status, body } = await rosa.rest('GET', '/icsr/999999/duplicates');
    expect([status, body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
    expect((await rosa.rest('GET', '/icsr/x/duplicates')).body).toMatchObject({
      detail: [{ loc: ['path', 'icsr_id'] }],
    });
    const { errors } = await rosa.graphql('{ duplicates(caseId: 999999) { score } }');
    expect(errors).toMatchObject([{ extensions: { code: 'CASE_NOT_FOUND' } }]);
  });

  test('example 29: may be for many cases at once, unknown ones left out', async () => {
    const make = group();
    const ids = [(await make()).id, (await make()).id, (await make()).id];
    const { status, body } = await rosa.rest('GET', `/icsr/duplicates?ids=${ids.join('&ids=')}`);
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(ids.map(String));
    for (const id of ids) expect(body[String(id)]).toEqual(await check(id));
    expect((await rosa.rest('GET', `/icsr/duplicates?ids=${ids.join(',')},999999,${ids[0]}`)).body).toEqual(body);
  });

  test.each([
    ['none', ''],
    ['no number', '1,x'],
    ['201', Array.from({ length: 201 }, (_, place) => place + 1).join(',')],
  ])('for many is refused with %s', async (_what, ids) => {
    const { status, body } = await rosa.rest('GET', `/icsr/duplicates?ids=${ids}`);
    expect([status, body]).toMatchObject([400, { detail: [{ loc: ['query', 'ids'] }] }]);
  });
});
