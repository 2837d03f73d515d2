import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';
import { asWire, forGraphql, WHOLE_EVENT, type Wire, type WireCase, withoutIdentity } from '../rest-compat/golden.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const NOWHERE = 2_147_483_647;
const RASH = { texto: 'Rash', gravedad: 'Grave', fecha_inicio: '2024-01-15', meddra_pt_code: '10037844' };
const ITCH = { texto: 'Prurito', meddra_pt_code: '10037087' };

const REPLACE = `mutation ($id: ID!, $events: [AdverseEventInput!]!, $version: Int) {
  replaceEvents(caseId: $id, events: $events, version: $version) { ${WHOLE_EVENT} } }`;
const CODE = `mutation ($id: ID!, $events: [EventCodingInput!]!, $version: Int) {
  codeEvents(caseId: $id, events: $events, version: $version) { ${WHOLE_EVENT} } }`;
const UPDATE = `mutation ($id: ID!, $event: ID!, $input: AdverseEventInput!, $version: Int) {
  updateEvent(caseId: $id, eventId: $event, input: $input, version: $version) { ${WHOLE_EVENT} } }`;
const SEVERAL = `query ($ids: [ID!], $first: Int) {
  cases(filter: { ids: $ids }, first: $first, orderBy: { field: ID, direction: ASC }) { nodes { id events { ${WHOLE_EVENT} } } } }`;

const caseWith = (...eventos: Wire[]) => makeCase(rosa, { eventos }) as Promise<WireCase>;
const read = async (id: number) => (await rosa.rest<Wire[]>('GET', `/icsr/${id}/eventos`)).body;
const refusal = async (document: string, variables: Wire) => {
  const { errors } = await rosa.graphql(document, variables);
  return errors?.[0]?.extensions as { code: string; issues: { path: unknown[]; code: string }[] };
};

async function listOf(verb: 'replaceEvents' | 'codeEvents', document: string, variables: Wire): Promise<Wire[]> {
  return (await rosa.ask<Record<string, Wire[]>>(document, variables))[verb]!.map(asWire);
}

describe('replaceEvents', () => {
  test('trims texts, makes blank ones null, and keeps the order in which they were sent', async () => {
    const { id } = await caseWith(RASH);
    const events = [{ texto: '  x  ', gravedad: '   ', meddraPtCode: '', isFromNarrative: false }, { texto: 'y' }];
    const replaced = await listOf('replaceEvents', REPLACE, { id, events });
    expect(replaced).toMatchObject([
      { texto: 'x', gravedad: null, meddra_pt_code: null, is_from_narrative: false },
      { texto: 'y', is_from_narrative: true },
    ]);
    expect(await read(id)).toEqual(replaced);
  });

  test('takes an empty list', async () => {
    const { id } = await caseWith(RASH);
    expect(await listOf('replaceEvents', REPLACE, { id, events: [] })).toEqual([]);
    expect(await read(id)).toEqual([]);
  });

  test('wants a text for each event, and no more than 200 of them', async () => {
    const made = await caseWith(RASH);
    expect(await refusal(REPLACE, { id: made.id, events: [{ gravedad: 'Grave' }, { texto: ' ' }] })).toMatchObject({
      issues: [
        { path: ['events', 0, 'texto'], code: 'MISSING' },
        { path: ['events', 1, 'texto'], code: 'NULL_NOT_ALLOWED' },
      ],
    });
    const many = Array.from({ length: 201 }, () => ({ texto: 'x' }));
    expect(await refusal(REPLACE, { id: made.id, events: many })).toMatchObject({
      issues: [{ code: 'TOO_MANY_ROWS' }],
    });
    expect(await read(made.id)).toEqual(made.eventos);
  });
});

describe('codeEvents', () => {
  test('sets the codes of the events that are named and leaves everything else', async () => {
    const [one, two] = [await caseWith(RASH, ITCH), await caseWith(RASH, ITCH)];
    const codes = { meddra_pt_code: '10000001', meddra_pt_term: 'Otro' };
    const events = [forGraphql({ ...codes, id: one.eventos[0]!.id })];
    const coded = await listOf('codeEvents', CODE, { id: one.id, events });
    expect(coded).toEqual([{ ...one.eventos[0], ...codes }, one.eventos[1]]);
    const body = { eventos: [{ ...codes, id: two.eventos[0]!.id }] };
    const byRest = (await rosa.rest<Wire[]>('PUT', `/icsr/${two.id}/meddra`, body)).body;
    expect(coded.map(withoutIdentity)).toEqual(byRest.map(withoutIdentity));
  });

  test('has no event of another case, and no code that is none', async () => {
    const [mine, other] = [await caseWith(RASH), await caseWith(ITCH)];
    const foreign = { id: mine.id, events: [{ id: other.eventos[0]!.id, meddraPtTerm: 'X' }] };
    expect(await refusal(CODE, foreign)).toMatchObject({
      code: 'INVALID_INPUT',
      issues: [{ path: ['events', 0, 'id'], code: 'UNKNOWN_ROW' }],
    });
    const wrong = { id: mine.id, events: [{ id: mine.eventos[0]!.id, meddraPtCode: '1003784' }] };
    expect(await refusal(CODE, wrong)).toMatchObject({ issues: [{ path: ['events', 0, 'meddraPtCode'] }] });
    expect([await read(mine.id), await read(other.id)]).toEqual([mine.eventos, other.eventos]);
  });
});

describe('a change of events', () => {
  const changes = ({ id, eventos: [event] }: WireCase): [string, Wire][] => [
    [REPLACE, { id, events: [] }],
    [CODE, { id, events: [{ id: event!.id, meddraPtTerm: 'X' }] }],
    [UPDATE, { id, event: event!.id, input: { gravedad: 'Leve' } }],
  ];

  test('with a version that is no longer the present one is a conflict, and changes nothing', async () => {
    const made = await caseWith(RASH);
    await rosa.rest('PUT', `/icsr/${made.id}`, { gravedad: 'Grave' });
    for (const [document, variables] of changes(made)) {
      expect(await refusal(document, { ...variables, version: 1 })).toMatchObject({ code: 'VERSION_CONFLICT' });
    }
    expect(await read(made.id)).toEqual(made.eventos);
  });

  test('with the present version goes through, and makes the next', async () => {
    const made = await caseWith(RASH);
    for (const [place, [document, variables]] of changes(made).toReversed().entries()) {
      await rosa.ask(document, { ...variables, version: place + 1 });
    }
    expect((await rosa.rest('GET', `/icsr/${made.id}`)).body.version).toBe(4);
  });

  test('does not find an unknown case', async () => {
    const made = await caseWith(RASH);
    for (const [document, variables] of changes(made)) {
      expect(await refusal(document, { ...variables, id: NOWHERE })).toMatchObject({ code: 'CASE_NOT_FOUND' });
    }
  });
});

describe('one event', () => {
  test('takes text and dates, but may not blank the text, nor end before it starts', async () => {
    const made = await caseWith(RASH);
    const event = made.eventos[0]!.id;
    const change = (input: Wire) => ({ id: made.id, event, input });
    const input = { texto: 'Exantema', fechaInicio: '2024-01-14', fechaFin: null, isFromNarrative: false };
    const { updateEvent } = await rosa.ask<{ updateEvent: Wire }>(UPDATE, change(input));
    const wanted = { texto: 'Exantema', fecha_inicio: '2024-01-14', fecha_fin: null, is_from_narrative: false };
    expect(asWire(updateEvent)).toEqual({ ...made.eventos[0], ...wanted });
    expect(await refusal(UPDATE, change({ texto: ' ' }))).toMatchObject({
      issues: [{ path: ['input', 'texto'], code: 'NULL_NOT_ALLOWED' }],
    });
    expect(await refusal(UPDATE, change({ fechaFin: '2024-01-13' }))).toMatchObject({
      issues: [{ code: 'ENDS_BEFORE_START' }],
    });
    expect(await read(made.id)).toEqual([asWire(updateEvent)]);
  });

  test('is worded freely by both doors: known words are offered, others are kept', async () => {
    const { id } = await caseWith();
    const words = { gravedad: 'Rarísima', causalidad: 'Sin clasificar', desenlace: 'Otro', solo_ram_grave: 'Tal vez' };
    const [byGraphql] = await listOf('replaceEvents', REPLACE, { id, events: [forGraphql({ texto: 'x', ...words })] });
    expect(byGraphql).toMatchObject(words);
    const eventos = [{ texto: 'y', ...words }];
    expect((await rosa.rest<Wire[]>('PUT', `/icsr/${id}/eventos`, { eventos })).body).toMatchObject([words]);
  });
});

describe('the events of several cases', () => {
  test('are read with the cases that are named, and unknown ones are left out', async () => {
    const [one, two, none] = [await caseWith(RASH, ITCH), await caseWith(ITCH), await caseWith()];
    const { cases } = await rosa.ask<{ cases: { nodes: (Wire & { id: string; events: Wire[] })[] } }>(SEVERAL, {
      ids: [none.id, two.id, one.id, one.id, NOWHERE],
    });
    const byCase = Object.fromEntries(cases.nodes.map(({ id, events }) => [id, events.map(asWire)]));
    const byRest = await rosa.rest('GET', `/icsr/eventos?ids=${one.id},${two.id},${none.id},${NOWHERE}`);
    expect(byCase).toEqual(byRest.body);
  });

  test.each([
    ['none', []],
    ['a word', ['1', 'abc']],
    ['zero', ['0']],
    ['past 32 bits', ['2147483648']],
    ['201', Array.from({ length: 201 }, (_, place) => String(place + 1))],
  ])('are refused for ids that are %s', async (_what, ids) => {
    const { code, issues } = await refusal(SEVERAL, { ids });
    expect([code, issues.map(({ path }) => path)]).toEqual(['INVALID_INPUT', [['filter', 'ids']]]);
  });

  test('may be asked for 200 at once', async () => {
    const ids = Array.from({ length: 200 }, (_, place) => String(place + 1));
    expect((await rosa.graphql(SEVERAL, { ids, first: 20 })).errors).toBeUndefined();
  });
});
