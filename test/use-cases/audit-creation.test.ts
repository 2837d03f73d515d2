import type { PoolClient } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import { startServer, type TestServer } from '../support/server.js';

let server: TestServer;
let rosa: Client;
let old: number;
let client: PoolClient;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
  client = await server.house.database.pool.connect();
  ({ id: old } = await makeCase(rosa));
});
afterEach(async () => {
  const faults = await server.query('select * from audit_verify()');
  if (faults.length > 0) throw new Error(`The chain is broken: ${JSON.stringify(faults)}`);
});
afterAll(async () => {
  client.release();
  await server.close();
});

type Change = { before?: unknown; after?: unknown };
interface Entry {
  action: string;
  table_name: string;
  icsr_id: number | null;
  changes: Record<string, Change>;
}

async function lastEntry(): Promise<number> {
  const [row] = await server.query<{ id: number }>('select coalesce(max(id), 0)::int as id from audit_log');
  return row!.id;
}

/** What the log says of this work, which is done on the one connection of these tests. */
async function entriesOf(...work: string[]): Promise<Entry[]> {
  const before = await lastEntry();
  for (const sql of work) await client.query(sql);
  return server.query<Entry>('select action, table_name, icsr_id, changes from audit_log where id > $1 order by id', [
    before,
  ]);
}

const insert = (initials = 'AB', more = '') => `insert into icsr (paciente_iniciales, paciente_edad, paciente_sexo,
  reportante_nombre, producto_sospechoso, descripcion_evento) values ('${initials}', 3, 'F', 'R', 'P', 'D') ${more}`;
const NEW = `currval('icsr_id_seq')`;
const product = (id: number | string, name = 'X') =>
  `insert into icsr_productos (icsr_id, nombre_producto) values (${id}, '${name}')`;
const said = (entries: Entry[]) => entries.map(({ action, table_name }) => `${action} ${table_name}`);

describe('a new case', () => {
  test('is one entry with its rows and its snapshot, by either door', async () => {
    const before = await lastEntry();
    const { id } = await makeCase(rosa, { ...DOCUMENTED_CASE, eventos: [{ texto: 'Rash' }] });
    const { createCase } = await rosa.ask<{ createCase: { id: string } }>(
      `mutation { createCase(input: { pacienteIniciales: "X", pacienteEdad: 1, pacienteSexo: "F", reportanteNombre: "R",
        productoSospechoso: "P", descripcionEvento: "D", products: [{ nombreProducto: "A" }, { nombreProducto: "B" }] }) { id } }`,
    );
    const entries = await server.query<Entry>(
      'select action, table_name, icsr_id, changes from audit_log where id > $1 order by id',
      [before],
    );
    expect(entries.map(({ action, icsr_id }) => [action, icsr_id])).toEqual([
      ['ICSR_CREATE', id],
      ['ICSR_CREATE', Number(createCase.id)],
    ]);
    expect(entries[0]!.changes).toMatchObject({
      paciente_iniciales: { after: 'JD' },
      icsr_productos: { after: [{ nombre_producto: 'Amoxicilina' }] },
      icsr_eventos: { after: [{ texto: 'Rash' }] },
      icsr_detail_snapshots: { after: [{ reason: 'Creación' }] },
    });
    expect(entries[1]!.changes).toMatchObject({ icsr_productos: { after: [{}, {}] } });
    expect(Object.keys(entries[0]!.changes)).not.toContain('search_text');
  });

  test('that is changed in its own transaction is one entry, of how it ends', async () => {
    const entries = await entriesOf(
      'begin',
      insert(),
      product(NEW, 'Primero'),
      product(NEW, 'Segundo'),
      `update icsr set gravedad = 'Grave', version = version + 1 where id = ${NEW}`,
      `update icsr_productos set nombre_producto = 'Otro' where icsr_id = ${NEW} and nombre_producto = 'Primero'`,
      `insert into icsr_eventos (icsr_id, texto) values (${NEW}, 'Rash')`,
      `update icsr set estado = 'Cerrado' where id = ${NEW}`,
      'commit',
    );
    expect(said(entries)).toEqual(['ICSR_CREATE icsr']);
    expect(entries[0]!.changes).toMatchObject({
      gravedad: { after: 'Grave' },
      estado: { after: 'Cerrado' },
      icsr_productos: { after: [{ nombre_producto: 'Otro' }, { nombre_producto: 'Segundo' }] },
      icsr_eventos: { after: [{ texto: 'Rash' }] },
    });
  });

  test('that is changed in the next transaction has an entry for that', async () => {
    const entries = await entriesOf(insert(), product(NEW), `update icsr set gravedad = 'Leve' where id = ${NEW}`);
    expect(said(entries)).toEqual(['ICSR_CREATE icsr', 'ICSR_UPDATE icsr_productos', 'ICSR_UPDATE icsr']);
  });

  test('beside others in one statement has an entry of its own', async () => {
    const entries = await entriesOf(`${insert('A1')}, ('A2', 3, 'F', 'R', 'P', 'D'), ('A3', 3, 'F', 'R', 'P', 'D')`);
    expect(said(entries)).toEqual(Array.from({ length: 3 }, () => 'ICSR_CREATE icsr'));
    expect(entries.map(({ changes }) => changes.paciente_iniciales!.after)).toEqual(['A1', 'A2', 'A3']);
  });
});

describe('what happens to others while a case is made is written down', () => {
  test('rows of an old case, and the old case itself', async () => {
    const entries = await entriesOf(
      'begin',
      insert(),
      product(old, 'Tarde'),
      `insert into icsr_productos (icsr_id, nombre_producto) values (${NEW}, 'Del nuevo'), (${old}, 'Del viejo')`,
      `update icsr set gravedad = 'Leve' where id in (${old}, ${NEW})`,
      `update icsr_productos set nro_lote = 'L' where icsr_id in (${old}, ${NEW})`,
      `delete from icsr_productos where icsr_id = ${old} and nombre_producto = 'Tarde'`,
      'commit',
    );
    const ofOld = entries.filter(({ icsr_id }) => icsr_id === old);
    expect(said(ofOld)).toEqual([
      'ICSR_UPDATE icsr_productos',
      'ICSR_UPDATE icsr_productos',
      'ICSR_UPDATE icsr',
      'ICSR_UPDATE icsr_productos',
      'ICSR_UPDATE icsr_productos',
      'ICSR_UPDATE icsr_productos',
    ]);
    expect(ofOld[0]!.changes.nombre_producto).toEqual({ after: 'Tarde' });
    expect(ofOld[1]!.changes.nombre_producto).toEqual({ after: 'Del viejo' });
    expect(said(entries.filter(({ icsr_id }) => icsr_id !== old))).toEqual(['ICSR_CREATE icsr']);
  });

  test('an old case whose number is part of that of the new one', async () => {
    await client.query(`select setval('icsr_id_seq', ${old * 100 + 10})`);
    const entries = await entriesOf('begin', insert(), product(old), 'commit');
    expect(said(entries)).toEqual(['ICSR_UPDATE icsr_productos', 'ICSR_CREATE icsr']);
  });

  test('an account, though a new case may have its number', async () => {
    const { id } = (await server.query<{ id: number }>(`select id from users where username = 'rosa'`))[0]!;
    await client.query(`select setval('icsr_id_seq', (select max(id) from icsr))`);
    const entries = await entriesOf(
      'begin',
      insert('U1'),
      `insert into users (id, username, email, roles, password_hash) values (${NEW}, 'u', 'u@example.pe', '{qa}', 'x')`,
      insert('U2'),
      `update users set full_name = 'Otra' where id in (${id}, (select id from users where username = 'u'))`,
      'commit',
    );
    expect(said(entries).toSorted()).toEqual(
      [
        'ICSR_CREATE icsr',
        'ICSR_CREATE icsr',
        'USERS_CREATE users',
        'USERS_UPDATE users',
        'USERS_UPDATE users',
      ].toSorted(),
    );
  });

  test('a case that goes in the same transaction', async () => {
    const gone = await makeCase(rosa);
    const entries = await entriesOf('begin', insert(), `delete from icsr where id = ${gone.id}`, 'commit');
    expect(said(entries)).toEqual(['ICSR_DELETE icsr', 'ICSR_CREATE icsr']);
  });
});

describe('nothing of it stays on the connection', () => {
  test('after a commit', async () => {
    const [made] = await entriesOf('begin', insert(), 'commit');
    const entries = await entriesOf(
      product(made!.icsr_id!),
      `update icsr set gravedad = 'X' where id = ${made!.icsr_id}`,
    );
    expect(said(entries)).toEqual(['ICSR_UPDATE icsr_productos', 'ICSR_UPDATE icsr']);
  });

  test('after a rollback, and after an error', async () => {
    for (const end of [['rollback'], ['select 1 / 0', 'rollback']]) {
      await client.query('begin');
      // The number of an old case, as after a restore that set the sequence back.
      await client.query(`select setval('icsr_id_seq', (select max(id) from icsr))`);
      await client.query(insert());
      const { rows } = await client.query<{ id: number }>(`select ${NEW}::int as id`);
      for (const sql of end) await client.query(sql).catch(() => undefined);
      await client.query(`select setval('icsr_id_seq', ${rows[0]!.id - 1})`);
      await client.query(insert());
      const entries = await entriesOf(product(rows[0]!.id), product(old));
      expect(said(entries)).toEqual(['ICSR_UPDATE icsr_productos', 'ICSR_UPDATE icsr_productos']);
    }
  });

  test('after a creation that was taken back to a savepoint', async () => {
    const entries = await entriesOf(
      'begin',
      insert('S1'),
      'savepoint a',
      insert('S2'),
      product(NEW),
      'rollback to a',
      product(`(select id from icsr where paciente_iniciales = 'S1')`, 'Del primero'),
      insert('S3'),
      product(old, 'Del viejo'),
      'savepoint b',
      product(NEW, 'Del tercero'),
      'release b',
      'commit',
    );
    expect(said(entries)).toEqual(['ICSR_UPDATE icsr_productos', 'ICSR_CREATE icsr', 'ICSR_CREATE icsr']);
    expect(entries.map(({ changes }) => changes.paciente_iniciales?.after)).toEqual([undefined, 'S1', 'S3']);
    expect(entries[0]!.changes.nombre_producto).toEqual({ after: 'Del viejo' });
    expect(entries[1]!.changes).toMatchObject({ icsr_productos: { after: [{ nombre_producto: 'Del primero' }] } });
    expect(entries[2]!.changes).toMatchObject({ icsr_productos: { after: [{ nombre_producto: 'Del tercero' }] } });
  });

  test('of a number taken back to a savepoint and then given to an old case', async () => {
    const { id } = await makeCase(rosa);
    await client.query('begin');
    await client.query('savepoint a');
    await client.query(insert());
    await client.query('rollback to a');
    const { rows } = await client.query<{ created: string }>(
      `select current_setting('vigia.created', true) as created`,
    );
    await client.query(product(id));
    await client.query('commit');
    expect(rows[0]!.created || null).toBeNull();
  });
});
