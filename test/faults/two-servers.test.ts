import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { yearInLima } from '../../src/clock.js';
import type { Wire, WireCase } from '../rest-compat/golden.js';
import { LEAST_CASE, makeCase } from '../support/make.js';
import type { Outcome } from './doors.js';
import { crowd, type Pair, type Person, startPair } from './pair.js';

let pair: Pair;
beforeAll(async () => void (pair = await startPair()));
afterAll(() => pair.end());

/** They are quick by themselves; on a machine that does other things too they are not. */
vi.setConfig({ testTimeout: 90_000 });

const YEAR = yearInLima(new Date());
const NUMBER = new RegExp(`^ICSR-${YEAR}-\\d{3,}$`);
const number = (place: number) => `ICSR-${YEAR}-${String(place).padStart(3, '0')}`;

/** A case that can be told from all others by each of its rows. */
const caseOf = (mark: string) => ({
  ...LEAST_CASE,
  paciente_iniciales: mark,
  productos: [{ nombre_producto: `${mark} A` }, { nombre_producto: `${mark} B` }],
  eventos: [{ texto: `${mark} E` }],
});

/** A case as the database has it, with what its audit log and its snapshots tell of it. */
interface Kept {
  id: number;
  numero: string;
  mark: string;
  version: number;
  productos: string[];
  eventos: string[];
  snapshots: unknown[];
  entries: unknown[];
}

const KEPT = `select c.id, c.numero, c.paciente_iniciales as mark, c.version,
  (select json_agg(p.nombre_producto order by p.id) from icsr_productos p where p.icsr_id = c.id) as productos,
  (select json_agg(e.texto order by e.id) from icsr_eventos e where e.icsr_id = c.id) as eventos,
  (select json_agg(json_build_object('reason', s.reason, 'version', s.case_version, 'numero', s.content -> 'numero',
      'rows', jsonb_path_query_array(s.content, '$.productos[*].nombre_producto')
        || jsonb_path_query_array(s.content, '$.eventos[*].texto')))
    from icsr_detail_snapshots s where s.icsr_id = c.id) as snapshots,
  (select json_agg(json_build_object('place', l.place, 'action', l.action, 'numero', l.changes #> '{numero,after}',
      'rows', jsonb_path_query_array(l.changes, '$.icsr_productos.after[*].nombre_producto')
        || jsonb_path_query_array(l.changes, '$.icsr_eventos.after[*].texto')) order by l.place)
    from audit_log l where l.chain = c.id) as entries
  from icsr c where c.paciente_iniciales like $1 || '%' order by c.id`;

/** What must be kept of a case of `caseOf`: all of it, one snapshot, one entry in the audit log. */
function whole({ id, numero, mark }: Pick<Kept, 'id' | 'numero' | 'mark'>): Kept {
  const productos = [`${mark} A`, `${mark} B`];
  const eventos = [`${mark} E`];
  const rows = [...productos, ...eventos];
  const snapshots = [{ reason: 'Creación', version: 1, numero, rows }];
  const entries = [{ place: 1, action: 'ICSR_CREATE', numero, rows }];
  return { id, numero, mark, version: 1, productos, eventos, snapshots, entries };
}

interface Made extends Outcome {
  mark: string;
}

async function create({ door }: Person, mark: string, numero?: string): Promise<Made> {
  return { mark, ...(await door.create({ ...caseOf(mark), ...(numero && { numero }) })) };
}

/** Cases that one person makes, one after the other. */
async function createMany(person: Person, series: string, count: number): Promise<Made[]> {
  const made: Made[] = [];
  for (let place = 0; place < count; place += 1) made.push(await create(person, `${series} ${person.name} ${place}`));
  return made;
}

const answered = (made: readonly Made[]) =>
  made.map(({ mark, record: { id, numero } }) => ({ mark, id, numero })).toSorted((a, b) => a.id - b.id);
const refusals = (made: readonly Outcome[]) => made.flatMap(({ refusal }) => refusal ?? []);
const distinct = (values: readonly unknown[]) => new Set(values).size;

/** The chains are whole, whichever server is asked; no case has two creations, and no creation is without its case. */
async function expectWholeAudit(at: 0 | 1): Promise<void> {
  const verification = '{ auditVerification { whole faults { chain place problem } } }';
  expect(await pair.admins[at].ask(verification)).toEqual({ auditVerification: { whole: true, faults: [] } });
  const counts = `select (select count(*) from icsr) as cases, (select count(*) from audit_log where action = 'ICSR_CREATE') as creations`;
  const [{ cases, creations }] = (await pair.query<{ cases: string; creations: string }>(counts)) as [never];
  expect(creations).toBe(cases);
  expect(pair.servers[at].output()).not.toContain('"level":');
}

describe('50 people who create cases at two servers, by both doors', () => {
  const CASES_EACH = 5;

  test('get a number of its own for every case, and each is whole, with one snapshot and one entry in the audit log', async () => {
    const people = crowd(pair, 50);
    const made = (await Promise.all(people.map((person) => createMany(person, 'creadores', CASES_EACH)))).flat();
    expect(refusals(made)).toEqual([]);
    const cases = answered(made);
    expect(cases.filter(({ numero }) => !NUMBER.test(numero))).toEqual([]);
    expect([distinct(cases.map(({ numero }) => numero)), distinct(cases.map(({ id }) => id))]).toEqual([250, 250]);
    expect(await pair.query<Kept>(KEPT, ['creadores '])).toEqual(cases.map(whole));
    await expectWholeAudit(0);
  });

  test('step over the numbers that others choose, before them and at the same moment', async () => {
    const people = crowd(pair, 50);
    const choosers = people.splice(0, 10);
    const [{ last }] = (await pair.query<{ last: number }>(
      `select last_value::int as last from icsr_numero_${YEAR}`,
    )) as [never];
    // A row of them: to run into one after the other would be too much for whoever only tries again.
    const before = await Promise.all(
      upTo(12, last + 1).map((place) => create(choosers[place % 10]!, `elegidos antes ${place}`, number(place))),
    );
    expect(refusals(before)).toEqual([]);
    const beyond = await create(people[0]!, 'elegidos no');
    expect(beyond).toMatchObject({ refusal: null, record: { numero: number(last + 13) } });

    const assigned = [beyond];
    const chosen: Made[] = [];
    const creating = people.map(async (person) => {
      for (let place = 0; place < CASES_EACH; place += 1)
        assigned.push(await create(person, `elegidos no ${person.name} ${place}`));
    });
    const choosing = choosers.map(async (person, place) => {
      for (let tries = place; assigned.length < 180; tries += 1) {
        // Now near, now far: some meet a case that is just being made, some are there before it.
        const numero = number(last + before.length + assigned.length + 20 + ((tries * 7) % 50));
        chosen.push(await create(person, `elegidos ya ${person.name} ${tries}`, numero));
      }
    });
    await Promise.all([...creating, ...choosing]);
    expect(refusals(assigned)).toEqual([]);
    // Whoever chooses one that has just been given away is told so.
    expect(refusals(chosen).filter((refusal) => !['409', 'CASE_NUMBER_TAKEN'].includes(refusal))).toEqual([]);
    const kept = chosen.filter(({ refusal }) => refusal === null);
    expect(kept.length).toBeGreaterThan(0);
    const cases = answered([...before, ...assigned, ...kept]);
    expect(distinct(cases.map(({ numero }) => numero))).toBe(cases.length);
    expect(await pair.query<Kept>(KEPT, ['elegidos '])).toEqual(cases.map(whole));
    await expectWholeAudit(1);
  });
});

/** Reads the case, adds to what is there, and goes again when somebody was faster: a little later each time, as people do. */
async function contribute({ door }: Person, id: number, add: (now: WireCase) => Wire): Promise<Outcome[]> {
  const tries: Outcome[] = [];
  do {
    await sleep(25 * tries.length);
    const now = await door.read(id);
    tries.push(await door.change(id, add(now), now.version));
  } while (CONFLICTS.includes(tries.at(-1)!.refusal ?? ''));
  return tries;
}

const CONFLICTS = ['412', 'VERSION_CONFLICT'];

interface Change {
  place: number;
  action: string;
  table: string;
  before: string | null;
  after: string | null;
}

/** What the audit log tells of the changes of a case, its creation left out, and of one column what it was and became. */
const changes = (id: number, column: string) =>
  pair.query<Change>(
    `select place::int, action, table_name as "table", changes #>> array[$2, 'before'] as before, changes #>> array[$2, 'after'] as after
     from audit_log where chain = $1 and action <> 'ICSR_CREATE' order by place`,
    [id, column],
  );

interface Done {
  by: Person;
  record: WireCase;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const upTo = (count: number, first: number) => Array.from({ length: count }, (_, place) => first + place);

describe('50 people who change one case at two servers, by both doors', () => {
  /** Each once, at the same moment. Gives what was done in the order of the versions: no version twice, none left out. */
  async function contributions(id: number, add: (person: Person, now: WireCase) => Wire): Promise<Done[]> {
    const people = crowd(pair, 50);
    const tries = await Promise.all(people.map((person) => contribute(person, id, (now) => add(person, now))));
    // They were in each other's way, at either door: the crowd is of use.
    expect(new Set(refusals(tries.flat()))).toEqual(new Set(CONFLICTS));
    const done = tries.map((own, place) => ({ by: people[place]!, record: own.at(-1)!.record }));
    done.sort((a, b) => a.record.version - b.record.version);
    expect(done.map(({ record }) => record.version)).toEqual(upTo(50, 2));
    return done;
  }

  test('with the version that they have read lose nothing of what half of them add to a text, half to a list', async () => {
    const { id } = await makeCase(pair.admins[0], { comentarios_adicionales: 'inicio' });
    const writes = ({ name }: Person) => Number(name.slice(1)) % 8 < 4;
    const done = await contributions(id, (person, { comentarios_adicionales: text, productos }) =>
      writes(person)
        ? { comentarios_adicionales: `${text as string} ${person.name}` }
        : { productos: [...productos, { nombre_producto: person.name }] },
    );
    const writers = done.filter(({ by }) => writes(by));
    const listers = done.filter(({ by }) => !writes(by));
    const names = (some: readonly Done[]) => some.map(({ by }) => by.name);
    const texts = writers.map((_, last) => ['inicio', ...names(writers.slice(0, last + 1))].join(' '));
    const { body } = await pair.admins[1].rest<WireCase>('GET', `/icsr/${id}`);
    expect(body).toMatchObject({ version: 51, comentarios_adicionales: texts.at(-1) });
    expect(body.productos.map((row) => row.nombre_producto)).toEqual(names(listers));

    // A change of a column of the case is one entry. Of a list, each row that comes or goes: by REST the rows before stay
    // the rows that they are, by GraphQL they are made anew.
    const log = await changes(id, 'comentarios_adicionales');
    expect(new Set(log.map(({ action }) => action))).toEqual(new Set(['ICSR_UPDATE']));
    const ofCase = log.filter(({ table }) => table === 'icsr');
    expect(ofCase.map(({ before, after }) => [before, after])).toEqual(
      texts.map((text, place) => [texts[place - 1] ?? 'inicio', text]),
    );
    const rows = listers.map(({ by }, before) => (by.door.kind === 'REST' ? 1 : before + before + 1));
    const ofRows = log.filter(({ table }) => table === 'icsr_productos');
    expect([ofRows.length, log.length]).toEqual([sum(rows), sum(rows) + texts.length]);
    await expectWholeAudit(0);
  });

  test('without a version come one after the other: each change is an entry of its own, and the last one stays', async () => {
    const { id } = await makeCase(pair.admins[0], { establecimiento: 'inicio' });
    const done = await Promise.all(
      crowd(pair, 50).flatMap(({ name, door }) =>
        upTo(3, 1).map((place) => door.change(id, { establecimiento: `${name} ${place}` })),
      ),
    );
    expect(refusals(done)).toEqual([]);
    const inOrder = done.map(({ record }) => record).toSorted((a, b) => a.version - b.version);
    expect(inOrder.map(({ version }) => version)).toEqual(upTo(150, 2));
    const values = inOrder.map(({ establecimiento }) => establecimiento);
    expect(distinct(values)).toBe(150);
    expect((await pair.admins[1].rest('GET', `/icsr/${id}`)).body).toMatchObject({
      version: 151,
      establecimiento: values.at(-1),
    });
    expect(await changes(id, 'establecimiento')).toEqual(
      values.map((after, place) => ({
        place: place + 2,
        action: 'ICSR_UPDATE',
        table: 'icsr',
        before: values[place - 1] ?? 'inicio',
        after,
      })),
    );
    await expectWholeAudit(1);
  });
});

test('50 people who ask for internal codes at two servers, by both doors, never get the same one', async () => {
  const codes = (
    await Promise.all(crowd(pair, 50).map(async ({ door }) => [await door.nextCode(), await door.nextCode()]))
  ).flat();
  expect(codes.filter((code) => !new RegExp(`^LAB-${YEAR}-\\d{3,}$`).test(code))).toEqual([]);
  expect(distinct(codes)).toBe(100);
});

test('50 people who add to the catalogue at two servers, by both doors, leave one chain that does not fork', async () => {
  const chain = () => pair.query<{ place: number }>('select place::int from audit_log where chain = 0 order by place');
  const before = (await chain()).length;
  const added = crowd(pair, 50).flatMap(({ name, door }) => upTo(3, 1).map((n) => door.addProduct(`${name} ${n}`)));
  expect((await Promise.all(added)).filter(Boolean)).toEqual([]);
  expect((await chain()).map(({ place }) => place)).toEqual(upTo(before + 150, 1));
  await expectWholeAudit(0);
});

describe('a server that is killed while 50 people create cases there and at another', () => {
  test('has made whole cases only, with all that it answered for, and the other one goes on', async () => {
    const people = crowd(pair, 50);
    const made: Made[] = [];
    let killed = false;
    const creating = people.map(async (person) => {
      for (let after = 0, place = 0; after < 3; place += 1) {
        made.push(await create(person, `caídos ${person.name} ${place}`));
        if (killed) after += 1;
      }
    });
    const ends = Promise.allSettled(creating);
    while (made.length < 120) await sleep(5);
    await pair.kill(1);
    killed = true;
    const results = await ends;
    // Who was at the killed one is told nothing more; who was at the other one is not disturbed.
    expect(results.map(({ status }) => status)).toEqual(people.map(({ at }) => (at === 1 ? 'rejected' : 'fulfilled')));
    expect(refusals(made)).toEqual([]);

    const kept = await pair.query<Kept>(KEPT, ['caídos ']);
    expect(kept).toEqual(kept.map(whole));
    const lost = answered(made).filter(({ id, mark }) => !kept.some((one) => one.id === id && one.mark === mark));
    expect(lost).toEqual([]);
    // Beside those there may be what was stored when nobody could be told any more: one for each person there.
    expect(kept.length - made.length).toBeLessThanOrEqual(people.filter(({ at }) => at === 1).length);
    expect(distinct(kept.map(({ numero }) => numero))).toBe(kept.length);
    await expectWholeAudit(0);
  });
});
