import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import {
  asWire,
  EVENT_NAMES,
  fault,
  forGraphql,
  namesOf,
  readByGraphql,
  readByRest,
  rowCounts,
  sorted,
  WHOLE_EVENT,
  type Wire,
  type WireCase,
  withoutIdentity,
} from './golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

type Event = Wire & { id: number; icsr_id: number };

const RASH = {
  texto: 'Rash eritematoso generalizado',
  tipo_notificacion: 'Inicial',
  fecha_inicio: '2024-01-15',
  fecha_fin: '2024-01-18',
  gravedad: 'No grave',
  causalidad: 'Probable',
  desenlace: 'Recuperado',
  meddra_pt_code: '10037844',
  meddra_pt_term: 'Rash',
  meddra_llt_code: '10037868',
  meddra_llt_term: 'Rash eritematoso',
};
const ITCH = {
  texto: 'Prurito intenso',
  fecha_inicio: '2024-01-15',
  fecha_fin: '2024-01-17',
  gravedad: 'No grave',
  meddra_pt_code: '10037087',
  meddra_pt_term: 'Prurito',
};

const caseWith = (...eventos: Wire[]) => makeCase(rosa, { ...DOCUMENTED_CASE, eventos }) as Promise<WireCase>;
const replace = (id: number, eventos: unknown) => rosa.rest<Event[]>('PUT', `/icsr/${id}/eventos`, { eventos });
const read = async (id: number) => (await rosa.rest<Event[]>('GET', `/icsr/${id}/eventos`)).body;

async function replaceByGraphql(id: number, eventos: Wire[]): Promise<Wire[]> {
  const document = `mutation ($id: ID!, $events: [AdverseEventInput!]!) {
    replaceEvents(caseId: $id, events: $events) { ${WHOLE_EVENT} } }`;
  const { replaceEvents } = await rosa.ask<{ replaceEvents: Wire[] }>(document, {
    id,
    events: eventos.map(forGraphql),
  });
  return replaceEvents.map(asWire);
}

describe('PUT /icsr/{id}/eventos', () => {
  test('example 19: puts two events, in order, in the place of those that were', async () => {
    const [one, two] = [await caseWith({ texto: 'Antiguo' }), await caseWith({ texto: 'Antiguo' })];
    const { status, body } = await replace(one.id, [RASH, ITCH]);
    expect(status).toBe(200);
    expect(body).toMatchObject([
      { ...RASH, icsr_id: one.id, is_from_narrative: true, solo_ram_grave: null },
      { ...ITCH, icsr_id: one.id, is_from_narrative: true, causalidad: null },
    ]);
    expect(body[0]!.id).toBeLessThan(body[1]!.id);
    expect(body.map(({ id }) => id)).not.toContain(one.eventos[0]!.id);
    expect(namesOf(body[0]!)).toEqual(sorted(EVENT_NAMES));
    expect(await read(one.id)).toEqual(body);
    expect((await readByGraphql(rosa, one.id)).eventos).toEqual(body);
    const byGraphql = await replaceByGraphql(two.id, [RASH, ITCH]);
    expect(byGraphql.map(withoutIdentity)).toEqual(body.map(withoutIdentity));
    expect(await read(two.id)).toEqual(byGraphql);
  });

  test('makes the next version of the case and leaves the rest of it alone', async () => {
    const made = await caseWith(RASH);
    const { body } = await replace(made.id, [ITCH]);
    const after = await readByRest(rosa, made.id);
    expect(after).toEqual({ ...made, eventos: body, version: 2, updated_at: after.updated_at });
  });

  test('example 22: takes an empty list', async () => {
    const { id } = await caseWith(RASH);
    const { status, body } = await replace(id, []);
    expect([status, body]).toEqual([200, []]);
    expect(await read(id)).toEqual([]);
  });

  test('example 23: trims texts, makes blank ones null, and keeps false', async () => {
    const { id } = await caseWith();
    const sent = { texto: '  x  ', gravedad: '   ', meddra_pt_code: ' ', texto_correo: '', is_from_narrative: false };
    const { body } = await replace(id, [sent]);
    expect(body).toMatchObject([
      { texto: 'x', gravedad: null, meddra_pt_code: null, texto_correo: null, is_from_narrative: false },
    ]);
  });

  test.each(['eventos', 'meddra'])(
    'examples 23 and 25: /%s without a text is refused, and the old events stay',
    async (suffix) => {
      const made = await caseWith(RASH, ITCH);
      const before = await rowCounts(server);
      const { status, body } = await rosa.rest('PUT', `/icsr/${made.id}/${suffix}`, {
        eventos: [{ gravedad: 'Grave' }],
      });
      expect([status, body]).toEqual([
        400,
        fault(['body', 'eventos', 0, 'texto'], 'field required', 'value_error.missing'),
      ]);
      expect(await read(made.id)).toEqual(made.eventos);
      expect(await rowCounts(server)).toEqual(before);
    },
  );

  test('tells every fault of every event at once', async () => {
    const made = await caseWith(RASH);
    const { status, body } = await rosa.rest<{ detail: { loc: unknown[]; type: string }[] }>(
      'PUT',
      `/icsr/${made.id}/eventos`,
      {
        eventos: [
          RASH,
          { texto: ' ', fecha_inicio: 'ayer' },
          { texto: 'x', fecha_inicio: '2024-01-15', fecha_fin: '2024-01-14' },
          { texto: 'x', meddra_pt_code: '1003784', meddra_llt_code: '1003786X' },
          'Rash',
        ],
      },
    );
    expect(status).toBe(400);
    expect(body.detail.map(({ loc }) => loc.join('.')).toSorted()).toEqual([
      'body.eventos.1.fecha_inicio',
      'body.eventos.1.texto',
      'body.eventos.2.fecha_fin',
      'body.eventos.3.meddra_llt_code',
      'body.eventos.3.meddra_pt_code',
      'body.eventos.4',
    ]);
    expect(await read(made.id)).toEqual(made.eventos);
  });

  test.each(['eventos', 'meddra'])('/%s does not take a body without its list for an empty list', async (suffix) => {
    const made = await caseWith(RASH);
    for (const body of [{}, [], [RASH], { eventos: null }, { events: [RASH] }]) {
      const { status } = await rosa.rest('PUT', `/icsr/${made.id}/${suffix}`, body);
      expect([status, JSON.stringify(body)]).toEqual([400, JSON.stringify(body)]);
    }
    expect((await rosa.rest('PUT', `/icsr/${made.id}/${suffix}`)).status).toBe(400);
    expect(await read(made.id)).toEqual(made.eventos);
  });

  test('takes 200 events and not 201', async () => {
    const made = await caseWith(RASH);
    const many = await rosa.rest('PUT', `/icsr/${made.id}/eventos`, {
      eventos: Array.from({ length: 201 }, () => ITCH),
    });
    const msg = 'ensure this value has at most 200 items';
    expect([many.status, many.body]).toEqual([400, fault(['body', 'eventos'], msg, 'value_error.list.max_items')]);
    expect(await read(made.id)).toEqual(made.eventos);
    expect(
      (
        await replace(
          made.id,
          Array.from({ length: 200 }, () => ITCH),
        )
      ).body,
    ).toHaveLength(200);
  });
});

describe('GET /icsr/{id}/eventos', () => {
  test('example 20: is a bare list of the whole events', async () => {
    const made = await caseWith(RASH);
    const { status, body } = await rosa.rest<Event[]>('GET', `/icsr/${made.id}/eventos`);
    expect(status).toBe(200);
    expect(body).toEqual(made.eventos);
    expect(body).toMatchObject([{ ...RASH, icsr_id: made.id, solo_ram_grave: null }]);
    expect(namesOf(body[0]!)).toEqual(sorted(EVENT_NAMES));
  });

  test.each([
    ['GET', '/eventos', undefined],
    ['PUT', '/eventos', { eventos: [] }],
    ['PUT', '/meddra', { eventos: [] }],
    ['PUT', '/eventos/1', { gravedad: 'Grave' }],
  ])('%s /icsr/{id}%s does not find an unknown case', async (method, suffix, sent) => {
    const { status, body } = await rosa.rest(method, `/icsr/2147483647${suffix}`, sent);
    expect([status, body]).toEqual([404, { detail: 'ICSR no encontrado' }]);
  });

  test('is for readers, and changing for those who may update', async () => {
    const made = await caseWith(RASH);
    const lucha = await server.as('lucha');
    expect((await lucha.rest('GET', `/icsr/${made.id}/eventos`)).status).toBe(200);
    for (const path of ['eventos', 'meddra', `eventos/${made.eventos[0]!.id}`]) {
      const { status, body } = await lucha.rest('PUT', `/icsr/${made.id}/${path}`, { eventos: [] });
      expect([status, body]).toEqual([403, { detail: 'Permission denied: icsr:update required' }]);
    }
    expect(await read(made.id)).toEqual(made.eventos);
  });
});

describe('PUT /icsr/{id}/eventos/{evento_id}', () => {
  const CHANGE = { gravedad: 'Grave', causalidad: 'Definitiva', solo_ram_grave: 'Si' };
  const UPDATE = `mutation ($id: ID!, $eventId: ID!, $input: AdverseEventInput!) {
    updateEvent(caseId: $id, eventId: $eventId, input: $input) { ${WHOLE_EVENT} } }`;

  test('example 21: changes what is given and keeps the rest', async () => {
    const [one, two] = [await caseWith(RASH, ITCH), await caseWith(RASH, ITCH)];
    const { status, body } = await rosa.rest<Event>('PUT', `/icsr/${one.id}/eventos/${one.eventos[0]!.id}`, CHANGE);
    expect(status).toBe(200);
    expect(body).toEqual({ ...one.eventos[0], ...CHANGE });
    expect(await read(one.id)).toEqual([body, one.eventos[1]]);
    const variables = { id: two.id, eventId: two.eventos[0]!.id, input: forGraphql(CHANGE) };
    const { updateEvent } = await rosa.ask<{ updateEvent: Wire }>(UPDATE, variables);
    expect(withoutIdentity(asWire(updateEvent))).toEqual(withoutIdentity(body));
    expect((await read(two.id))[0]).toEqual(asWire(updateEvent));
  });

  test('takes text and dates too, but may not blank the text', async () => {
    const made = await caseWith(RASH);
    const path = `/icsr/${made.id}/eventos/${made.eventos[0]!.id}`;
    const changed = { texto: 'Exantema', fecha_inicio: '2024-01-14', fecha_fin: null, is_from_narrative: false };
    expect((await rosa.rest('PUT', path, changed)).body).toEqual({ ...made.eventos[0], ...changed });
    const blank = await rosa.rest('PUT', path, { texto: ' ' });
    const wanted = fault(['body', 'texto'], 'none is not an allowed value', 'type_error.none.not_allowed');
    expect([blank.status, blank.body]).toEqual([400, wanted]);
    const early = await rosa.rest('PUT', path, { fecha_fin: '2024-01-13' });
    expect(early.status).toBe(400);
    expect(early.body.detail).toMatchObject([{ loc: ['body', 'fecha_fin'] }]);
    expect(await read(made.id)).toMatchObject([{ texto: 'Exantema', fecha_fin: null }]);
  });

  test('example 25: does not find the event of another case', async () => {
    const [one, two] = [await caseWith(RASH), await caseWith(ITCH)];
    const { status, body } = await rosa.rest('PUT', `/icsr/${one.id}/eventos/${two.eventos[0]!.id}`, CHANGE);
    expect([status, body]).toEqual([404, { detail: 'Evento no encontrado para este ICSR' }]);
    const variables = { id: one.id, eventId: two.eventos[0]!.id, input: forGraphql(CHANGE) };
    const { errors } = await rosa.graphql(UPDATE, variables);
    expect(errors![0]!.extensions.code).toBe('EVENT_NOT_FOUND');
    expect(await read(two.id)).toEqual(two.eventos);
  });

  test.each(['abc', '0', '-1', '2147483648', '1e3', '1.5'])('has no event id like %s', async (eventId) => {
    const { id } = await caseWith(RASH);
    const { status, body } = await rosa.rest('PUT', `/icsr/${id}/eventos/${eventId}`, CHANGE);
    expect([status, body]).toEqual([
      400,
      fault(['path', 'evento_id'], 'value is not a valid integer', 'type_error.integer'),
    ]);
  });
});

describe('PUT /icsr/{id}/meddra', () => {
  test('example 22: without ids replaces everything, as /eventos does', async () => {
    const [one, two] = [await caseWith({ texto: 'Antiguo' }), await caseWith({ texto: 'Antiguo' })];
    const { status, body } = await rosa.rest<Event[]>('PUT', `/icsr/${one.id}/meddra`, { eventos: [RASH] });
    expect(status).toBe(200);
    expect(body.map(withoutIdentity)).toEqual((await replace(two.id, [RASH])).body.map(withoutIdentity));
    expect(await read(one.id)).toEqual(body);
    expect((await rosa.rest('PUT', `/icsr/${one.id}/meddra`, { eventos: [] })).body).toEqual([]);
  });

  test('with ids changes the codes alone', async () => {
    const made = await caseWith({ ...RASH, meddra_pt_code: null, meddra_pt_term: null }, ITCH);
    const [rash, itch] = made.eventos as [Event, Event];
    const codes = { meddra_pt_code: '10037844', meddra_pt_term: 'Rash' };
    const row = { id: rash.id, texto: 'otro texto', gravedad: 'Grave', ...codes };
    const { body } = await rosa.rest<Event[]>('PUT', `/icsr/${made.id}/meddra`, { eventos: [row] });
    expect(body).toEqual([{ ...rash, ...codes }, itch]);
  });

  test('with ids of another case, or with and without ids at once, changes nothing', async () => {
    const [one, two] = [await caseWith(RASH), await caseWith(ITCH)];
    const [mine, foreign] = [one.eventos[0]!.id, two.eventos[0]!.id];
    for (const eventos of [
      [{ id: foreign, meddra_pt_term: 'X' }],
      [{ id: mine, meddra_pt_term: 'X' }, ITCH],
      [{ id: 'abc' }],
    ]) {
      expect((await rosa.rest('PUT', `/icsr/${one.id}/meddra`, { eventos })).status).toBe(400);
    }
    expect([await read(one.id), await read(two.id)]).toEqual([one.eventos, two.eventos]);
  });
});

describe('example 24: the events of several cases', () => {
  test('are keyed by case, the same by both paths and in both ways to write the ids', async () => {
    const one = await caseWith(RASH);
    const two = await caseWith({ texto: 'Náuseas' }, { texto: 'Vómitos' });
    const none = await caseWith();
    const wanted = { [one.id]: one.eventos, [two.id]: two.eventos, [none.id]: [] };
    const ids = [one.id, two.id, none.id];
    for (const path of ['/icsr/eventos', '/icsr/_bulk/eventos']) {
      for (const query of [
        `ids=${ids.join(',')}`,
        ids.map((id) => `ids=${id}`).join('&'),
        `ids=${ids.join(',')},${one.id}`,
      ]) {
        const { status, body } = await rosa.rest('GET', `${path}?${query}`);
        expect([status, body]).toEqual([200, wanted]);
      }
    }
    expect((await readByGraphql(rosa, two.id)).eventos).toEqual(wanted[two.id]);
  });

  test('leave unknown cases out', async () => {
    const made = await caseWith(RASH);
    const { body } = await rosa.rest('GET', `/icsr/eventos?ids=${made.id},2147483647`);
    expect(body).toEqual({ [made.id]: made.eventos });
  });

  const numbers = (count: number) => Array.from({ length: count }, (_, place) => place + 1).join(',');
  test.each([
    ['no ids', ''],
    ['empty ids', '?ids='],
    ['a word', '?ids=1,abc'],
    ['zero', '?ids=0'],
    ['a negative id', '?ids=-1'],
    ['an id past 32 bits', '?ids=2147483648'],
    ['201 ids', `?ids=${numbers(201)}`],
  ])('with %s are refused with their place', async (_what, query) => {
    for (const path of ['/icsr/eventos', '/icsr/_bulk/eventos']) {
      const { status, body } = await rosa.rest<{ detail: { loc: unknown }[] }>('GET', `${path}${query}`);
      expect(status).toBe(400);
      expect(body.detail.map(({ loc }) => loc)).toEqual([['query', 'ids']]);
    }
  });

  test('may be asked for 200 at once, and by nobody without a token', async () => {
    expect((await rosa.rest('GET', `/icsr/eventos?ids=${numbers(200)}`)).status).toBe(200);
    expect((await server.nobody.rest('GET', '/icsr/_bulk/eventos?ids=1')).status).toBe(401);
  });
});
