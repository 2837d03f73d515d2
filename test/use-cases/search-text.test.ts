import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { seedDemo } from '../../src/storage/seed/demo.js';
import { generateCases } from '../../src/storage/seed/generate.js';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

/** Cases whose kept text is not what their fields and products say. */
async function stale(): Promise<object[]> {
  return server.query(`select id, search_text from icsr t where search_text is distinct from
    vigia_fold(concat_ws(e'\\n', paciente_iniciales, paciente_dni, numero, codigo_interno_lab, cenafyt_codigo, producto_sospechoso,
      descripcion_evento, reportante_nombre, reportante_email,
      (select string_agg(p.nombre_producto, e'\\n' order by p.id) from icsr_productos p where p.icsr_id = t.id)))`);
}

const found = async (q: string, filters = '') => {
  const { body } = await rosa.rest<{ items: { id: number }[]; total: number }>(
    'GET',
    `/icsr?q=${encodeURIComponent(q)}${filters}`,
  );
  expect(body.total).toBe(body.items.length);
  return body.items.map(({ id }) => id);
};

const named = (...names: (string | undefined)[]) => names.map((nombre_producto) => ({ nombre_producto }));
const UPDATE = 'mutation ($id: ID!, $input: CaseInput!) { updateCase(id: $id, input: $input) { id } }';
const REPLACE = UPDATE.replace('updateCase', 'replaceCase');

describe('the text that a case is searched by is what its fields and products say', () => {
  const changes: [what: string, change: (id: number) => Promise<unknown>][] = [
    ['nothing changed', async () => undefined],
    ['PUT of products', (id) => rosa.rest('PUT', `/icsr/${id}`, { productos: named('Ámbar', 'B', 'Ámbar') })],
    ['PUT of no products', (id) => rosa.rest('PUT', `/icsr/${id}`, { productos: [] })],
    ['PUT of fields', (id) => rosa.rest('PUT', `/icsr/${id}`, { paciente_dni: null, reportante_email: 'x@y.pe' })],
    ['PUT of a field that is not searched', (id) => rosa.rest('PUT', `/icsr/${id}`, { establecimiento: 'Posta' })],
    [
      'PUT of fields and products',
      (id) => rosa.rest('PUT', `/icsr/${id}`, { numero: `N${id}`, productos: named('C') }),
    ],
    ['PUT /full', (id) => rosa.rest('PUT', `/icsr/${id}/full`, { productos: named('D'), cenafyt_codigo: 'CEN-1' })],
    ['PUT /full that empties', (id) => rosa.rest('PUT', `/icsr/${id}/full`, {})],
    ['PUT of events', (id) => rosa.rest('PUT', `/icsr/${id}/eventos`, { eventos: [{ texto: 'Rash' }] })],
    [
      'updateCase',
      (id) => rosa.ask(UPDATE, { id, input: { products: [{ nombreProducto: 'Ñ' }, { nombreProducto: 'E' }] } }),
    ],
    ['updateCase of a code', (id) => rosa.ask(UPDATE, { id, input: { codigoInternoLab: `LAB-${id}` } })],
    ['replaceCase', (id) => rosa.ask(REPLACE, { id, input: { descripcionEvento: 'Otra\nnarración' } })],
    ['a product renamed in SQL', () => server.query(`update icsr_productos set nombre_producto = 'Renombrado'`)],
    ['a product moved in SQL', (id) => server.query(`update icsr_productos set icsr_id = 1 where icsr_id = $1`, [id])],
    ['a product deleted in SQL', (id) => server.query(`delete from icsr_productos where icsr_id = $1`, [id])],
    ['a text written over in SQL', (id) => server.query(`update icsr set search_text = 'mentira' where id = $1`, [id])],
  ];

  test.each(changes)('after %s', async (_what, change) => {
    const forms = [{}, DOCUMENTED_CASE, { productos: named('Uno', 'Dós', 'Uno') }];
    for (const form of forms) {
      const { id } = await makeCase(rosa, form);
      await change(id);
      expect(await stale()).toEqual([]);
    }
  });

  test('after two people change its products at once', async () => {
    const { id } = await makeCase(rosa);
    const edits = Array.from({ length: 10 }, (_, n) =>
      rosa.rest('PUT', `/icsr/${id}`, n % 2 === 0 ? { productos: named(`P${n}`) } : { paciente_dni: `${n}` }),
    );
    await Promise.all(edits);
    const insert = `insert into icsr_productos (icsr_id, nombre_producto) values ($1, $2)`;
    await Promise.all(Array.from({ length: 10 }, (_, n) => server.query(insert, [id, `Q${n}`])));
    expect(await stale()).toEqual([]);
  });

  test('in generated cases, and in those for a demonstration', async () => {
    await generateCases(server.house.database, 300);
    await seedDemo(server.house.database, new Date('2026-03-02T15:00:00Z'));
    await generateCases(server.house.database, 600);
    expect(await stale()).toEqual([]);
    const [counted] = await server.query<{ n: number }>(
      'select count(*)::int as n from icsr where search_text is null',
    );
    expect(counted!.n).toBe(0);
  });
});

test('an empty list of products is no product with an empty name', async () => {
  const [without, empty] = [await makeCase(rosa), await makeCase(rosa, { productos: [] })];
  const rows = await server.query<{ lines: number }>(
    `select array_length(string_to_array(search_text, e'\\n'), 1) as lines from icsr where id in ($1, $2)`,
    [without.id, empty.id],
  );
  expect(rows[0]).toEqual(rows[1]);
});

test('the kept text is in no audit entry, no snapshot and no answer', async () => {
  const { id } = await makeCase(rosa, DOCUMENTED_CASE);
  await rosa.rest('PUT', `/icsr/${id}`, { productos: named('Nuevo'), estado: 'Cerrado' });
  const answers = await Promise.all(
    [`/icsr/${id}`, '/icsr?q=nuevo', `/icsr/${id}/snapshots`, `/icsr/${id}/audit`, '/audit'].map((path) =>
      rosa.rest('GET', path),
    ),
  );
  await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
  expect(JSON.stringify(answers.map(({ body }) => body))).not.toMatch(/search_?text/i);
  const kept = `select 1 from audit_log where changes::text ~ 'search_text' union all
    select 1 from icsr_detail_snapshots where content::text ~ 'search_text'`;
  expect(await server.query(kept)).toEqual([]);
  const entries = `select changes from audit_log where icsr_id = $1 and action = 'ICSR_UPDATE'`;
  const updates = await server.query<{ changes: object }>(entries, [id]);
  expect(updates.map(({ changes }) => Object.keys(changes)).flat()).not.toContain('search_text');
});

describe('the number of a case', () => {
  test('gives that case alone, though others speak of it', async () => {
    const made = await makeCase(rosa);
    const numero = made.numero as string;
    const mention = await makeCase(rosa, { descripcion_evento: `Seguimiento de ${numero}, el mismo paciente` });
    for (const q of [numero, numero.toLowerCase(), ` ${numero}  `, numero.replace('ICSR', 'Icsr')]) {
      expect(await found(q), q).toEqual([made.id]);
    }
    expect((await found(numero.slice(1))).toSorted()).toEqual([made.id, mention.id]);
  });

  test('that a client gave it, in whatever letters, is a number like any other', async () => {
    const made = await makeCase(rosa, { numero: 'icsr-2019-4321' });
    await makeCase(rosa, { descripcion_evento: 'Es el mismo que icsr-2019-4321' });
    for (const q of ['icsr-2019-4321', 'ICSR-2019-4321']) expect(await found(q), q).toEqual([made.id]);
  });

  test('that no case has is a text like any other', async () => {
    expect(await found('ICSR-1999-777')).toEqual([]);
    const mention = await makeCase(rosa, { descripcion_evento: 'En la base antigua era el icsr-1999-777' });
    expect(await found('ICSR-1999-777')).toEqual([mention.id]);
  });

  test('is nothing where the filters leave its case out', async () => {
    const made = await makeCase(rosa, { estado: 'Cerrado', fecha_inicio_evento: '2024-02-01', gravedad: 'Leve' });
    const numero = made.numero as string;
    await makeCase(rosa, { estado: 'Pendiente', descripcion_evento: `Ver ${numero}` });
    expect(await found(numero, '&estado=cerrado&gravedad=leve&fecha_desde=2024-02-01')).toEqual([made.id]);
    for (const filter of ['estado=pendiente', 'gravedad=grave', 'fecha_hasta=2024-01-31', 'fecha_desde=2024-02-02']) {
      expect(await found(numero, `&${filter}`), filter).toEqual([]);
    }
    const query = `query ($ids: [ID!], $n: String) { cases(filter: { ids: $ids }, search: $n) { nodes { id } totalCount { value relation } } }`;
    for (const [ids, nodes] of [
      [[made.id], [{ id: String(made.id) }]],
      [[1], []],
    ]) {
      const { cases } = await rosa.ask(query, { ids, n: numero });
      expect(cases).toEqual({ nodes, totalCount: { value: nodes!.length, relation: 'EXACT' } });
    }
  });
});
