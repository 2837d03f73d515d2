import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../support/client.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { type CaseAnswer, FULL_CASE, FULL_INPUT, LEAST_INPUT } from './inputs.js';

let server: TestServer;
let rosa: Client;
beforeAll(async () => {
  server = await startServer();
  rosa = await server.as('rosa');
});
afterAll(() => server.close());

const CREATE = `mutation ($input: CaseInput!) { createCase(input: $input) { ...Full } } ${FULL_CASE}`;
const READ = `query ($id: ID!) { case(id: $id) { ...Full } } ${FULL_CASE}`;
const UPDATE = `mutation ($id: ID!, $input: CaseInput!, $version: Int) { updateCase(id: $id, input: $input, version: $version) { ...Full } } ${FULL_CASE}`;
const REPLACE = `mutation ($id: ID!, $input: CaseInput!, $version: Int) { replaceCase(id: $id, input: $input, version: $version) { ...Full } } ${FULL_CASE}`;
const DELETE = `mutation ($id: ID!, $password: String!, $reason: String) { deleteCase(id: $id, password: $password, reason: $reason) { ok deletedId } }`;
const REPLACE_EVENTS = `mutation ($id: ID!, $events: [AdverseEventInput!]!) { replaceEvents(caseId: $id, events: $events) { id texto meddraLltCode icsrId } }`;
const UPDATE_EVENT = `mutation ($id: ID!, $eventId: ID!, $input: AdverseEventInput!) { updateEvent(caseId: $id, eventId: $eventId, input: $input) {
  id texto gravedad fechaInicio fechaFin meddraLltCode meddraLltTerm meddraPtCode meddraPtTerm } }`;

async function created(input: object = FULL_INPUT): Promise<CaseAnswer> {
  return (await rosa.ask<{ createCase: CaseAnswer }>(CREATE, { input })).createCase;
}

async function read(id: string): Promise<CaseAnswer | null> {
  return (await rosa.ask<{ case: CaseAnswer | null }>(READ, { id })).case;
}

describe('logging in', () => {
  const LOGIN = `mutation ($username: String!, $password: String!) {
    login(username: $username, password: $password) { token expiresInSeconds user { username email roles isActive } } }`;

  test('rosa logs in by name or by e-mail, in any case, and her token opens the doors', async () => {
    for (const username of ['rosa', 'ROSA@example.pe']) {
      const { login } = await server.nobody.ask<{ login: { token: string } }>(LOGIN, { username, password: PASSWORD });
      expect(login).toMatchObject({
        expiresInSeconds: 28_800,
        user: { username: 'rosa', email: 'rosa@example.pe', roles: ['responsable_fv'], isActive: true },
      });
      const { data } = await server.nobody.graphql(
        '{ me { username } }',
        {},
        { authorization: `Bearer ${login.token}` },
      );
      expect(data).toEqual({ me: { username: 'rosa' } });
    }
  });

  test('a wrong password and an unknown user are told the same thing', async () => {
    const wrong = await server.nobody.graphql(LOGIN, { username: 'rosa', password: 'otra clave larga' });
    const unknown = await server.nobody.graphql(LOGIN, { username: 'nadie', password: PASSWORD });
    expect(wrong.errors).toMatchObject([
      { message: 'Credenciales inválidas', extensions: { code: 'WRONG_CREDENTIALS' } },
    ]);
    expect(unknown.errors).toEqual(wrong.errors);
    expect(unknown.status).toBe(wrong.status);
  });

  test('an error speaks English to who asks for it', async () => {
    const { errors } = await server.nobody.graphql(
      LOGIN,
      { username: 'rosa', password: 'x' },
      { 'accept-language': 'en' },
    );
    expect(errors).toMatchObject([{ message: 'Wrong credentials' }]);
  });

  test('a name that no database can hold is a wrong one, not an accident', async () => {
    const { errors } = await server.nobody.graphql(LOGIN, { username: 'rosa\u0000', password: PASSWORD });
    expect(errors).toMatchObject([{ extensions: { code: 'WRONG_CREDENTIALS' } }]);
  });

  test('me tells rosa who she is and what she may do', async () => {
    const { me } = await rosa.ask('{ me { username email fullName cargo roles permissions } }');
    expect(me).toMatchObject({ username: 'rosa', fullName: 'rosa de Prueba', cargo: 'Farmacovigilancia' });
    expect((me as { permissions: string[] }).permissions).toContain('icsr:delete');
    expect((me as { permissions: string[] }).permissions).not.toContain('users:write');
  });
});

describe('a case', () => {
  test('is created with its products, concomitants and coded events, and read back the same', async () => {
    const made = await created();
    expect(made).toMatchObject({ ...FULL_INPUT, version: 1, estado: 'Pendiente', followupEntries: [] });
    expect(made.numero).toMatch(/^ICSR-\d{4}-\d{3,}$/);
    expect(made.events.map(({ icsrId, isFromNarrative }) => [String(icsrId), isFromNarrative])).toEqual([
      [made.id, true],
      [made.id, true],
    ]);
    expect(await read(made.id)).toEqual(made);
  });

  test('that nobody has is null', async () => {
    expect(await read('2147483647')).toBeNull();
  });

  test.each(['abc', '0', '-1', '1.5', '2147483648', '99999999999999999999', ''])('has no id like "%s"', async (id) => {
    const { errors } = await rosa.graphql(READ, { id });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', issues: [{ path: ['id'] }] } }]);
  });

  test('is refused with every fault at once, each with its place', async () => {
    const input = {
      ...FULL_INPUT,
      pacienteIniciales: '  ',
      pacienteEdad: 151,
      fechaFinEvento: '2024-01-14',
      products: [{ nombreProducto: 'A' }, { ifa: 'sin nombre' }],
      events: [{ texto: 'Rash', meddraLltCode: '123' }],
    };
    const { data, errors } = await rosa.graphql(CREATE, { input });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions.code).toBe('INVALID_INPUT');
    const issues = errors![0]!.extensions.issues as { path: unknown[]; code: string; message: string }[];
    const found = issues.map(({ path, code }) => `${path.filter((step) => step !== 'input').join('.')} ${code}`);
    expect(found.toSorted()).toEqual([
      'events.0.meddraLltCode WRONG_FORM',
      'fechaFinEvento ENDS_BEFORE_START',
      'pacienteEdad TOO_LARGE',
      'pacienteIniciales NULL_NOT_ALLOWED',
      'products.1.nombreProducto MISSING',
    ]);
    expect(issues.find(({ code }) => code === 'TOO_LARGE')!.message).toBe('debe ser 150 o menos');
  });

  test('has its faults at the same place when it is created and when it is changed', async () => {
    const made = await created(LEAST_INPUT);
    const create = await rosa.graphql(CREATE, { input: { ...LEAST_INPUT, pacientePeso: -1 } });
    const update = await rosa.graphql(UPDATE, { id: made.id, input: { pacientePeso: -1 } });
    expect(create.errors![0]!.extensions.issues).toEqual(update.errors![0]!.extensions.issues);
  });

  test.each(['dni', 'paciente_iniciales', 'id', 'version', 'inventado'])(
    'does not take the field %s, and says so without running anything',
    async (name) => {
      const inVariables = await rosa.graphql(CREATE, { input: { ...LEAST_INPUT, [name]: '1' } });
      expect(inVariables.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
      expect(inVariables.errors?.[0]?.message).toContain(name);
      const inDocument = await rosa.graphql(`mutation { createCase(input: { ${name}: "1" }) { id } }`);
      expect(inDocument.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    },
  );

  test.each([
    ['a number where a text belongs', { pacienteIniciales: 5 }],
    ['a day that does not exist', { fechaInicioEvento: '2024-02-30' }],
    ['half a year of age', { pacienteEdad: 1.5 }],
  ])('with %s is the mistake of its sender', async (_what, wrong) => {
    const { errors } = await rosa.graphql(CREATE, { input: { ...LEAST_INPUT, ...wrong } });
    expect(['BAD_USER_INPUT', 'INVALID_INPUT']).toContain(errors?.[0]?.extensions.code);
  });

  test('cannot take a number that another case has', async () => {
    const { numero } = await created(LEAST_INPUT);
    const { errors } = await rosa.graphql(CREATE, { input: { ...LEAST_INPUT, numero } });
    expect(errors).toMatchObject([{ extensions: { code: 'CASE_NUMBER_TAKEN' } }]);
  });
});

describe('changing a case', () => {
  test('changes what is given, leaves the rest, and makes the next version', async () => {
    const made = await created();
    const { updateCase } = await rosa.ask<{ updateCase: CaseAnswer }>(UPDATE, {
      id: made.id,
      version: 1,
      input: { gravedad: 'Grave', concomitants: [], pacientePeso: null },
    });
    expect(updateCase).toMatchObject({ gravedad: 'Grave', concomitants: [], pacientePeso: null, version: 2 });
    const { gravedad: _g, concomitants: _c, pacientePeso: _p, version: _v, updatedAt: _u, ...others } = made;
    expect(updateCase).toMatchObject(others);
  });

  test('with a version that is no longer the present one is a conflict, and changes nothing', async () => {
    const made = await created();
    await rosa.ask(UPDATE, { id: made.id, version: 1, input: { gravedad: 'Grave' } });
    for (const document of [UPDATE, REPLACE]) {
      const { errors } = await rosa.graphql(document, { id: made.id, version: 1, input: { gravedad: 'Leve' } });
      expect(errors).toMatchObject([
        { message: 'El caso fue modificado por otro usuario', extensions: { code: 'VERSION_CONFLICT' } },
      ]);
    }
    expect(await read(made.id)).toMatchObject({ gravedad: 'Grave', version: 2 });
  });

  test('of two people who saw the same version, one is told of the conflict', async () => {
    const made = await created(LEAST_INPUT);
    const quique = await server.as('quique');
    const answers = await Promise.all(
      [rosa, quique].map((person, place) =>
        person.graphql(UPDATE, { id: made.id, version: 1, input: { numero: `${made.numero}-${place}` } }),
      ),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code ?? 'done').toSorted()).toEqual([
      'VERSION_CONFLICT',
      'done',
    ]);
    expect((await read(made.id))!.version).toBe(2);
  });

  test('may not blank what a case needs', async () => {
    const made = await created(LEAST_INPUT);
    const { errors } = await rosa.graphql(UPDATE, {
      id: made.id,
      input: { pacienteSexo: null, reportanteNombre: ' ' },
    });
    const issues = errors![0]!.extensions.issues as { code: string }[];
    expect(issues.map(({ code }) => code)).toEqual(['NULL_NOT_ALLOWED', 'NULL_NOT_ALLOWED']);
  });

  test('checks a period against the dates that the case already has', async () => {
    const made = await created();
    const { errors } = await rosa.graphql(UPDATE, { id: made.id, input: { fechaFinEvento: '2024-01-14' } });
    expect(errors![0]!.extensions.issues).toMatchObject([{ code: 'ENDS_BEFORE_START' }]);
    expect((await read(made.id))!.version).toBe(1);
  });

  test('from a complete form empties the lists that are left out, events excepted', async () => {
    const made = await created();
    const { replaceCase } = await rosa.ask<{ replaceCase: CaseAnswer }>(REPLACE, {
      id: made.id,
      version: 1,
      input: { estado: 'En progreso', products: [{ nombreProducto: 'Cefalexina' }] },
    });
    expect(replaceCase).toMatchObject({ estado: 'En progreso', concomitants: [], version: 2, pacienteIniciales: 'JD' });
    expect(replaceCase.products.map(({ nombreProducto }) => nombreProducto)).toEqual(['Cefalexina']);
    expect(replaceCase.events).toEqual(made.events);
  });

  test('is not for sole, who only reads, nor of a case that is not there', async () => {
    const made = await created(LEAST_INPUT);
    const sole = await server.as('sole');
    const refused = await sole.graphql(UPDATE, { id: made.id, input: { gravedad: 'Leve' } });
    expect(refused.errors).toMatchObject([
      { message: 'Permiso denegado: se requiere icsr:update', extensions: { code: 'PERMISSION_DENIED' } },
    ]);
    const missing = await rosa.graphql(UPDATE, { id: '2147483647', input: { gravedad: 'Leve' } });
    expect(missing.errors).toMatchObject([{ extensions: { code: 'CASE_NOT_FOUND' } }]);
  });
});

describe('deleting a case', () => {
  test('asks for the password again, and then the case is gone with its rows', async () => {
    const { id } = await created();
    const wrong = await rosa.graphql(DELETE, { id, password: 'no es la clave' });
    expect(wrong.errors).toMatchObject([{ extensions: { code: 'WRONG_CREDENTIALS' } }]);
    expect(await read(id)).not.toBeNull();
    const { deleteCase } = await rosa.ask(DELETE, { id, password: PASSWORD, reason: 'Registrado dos veces' });
    expect(deleteCase).toEqual({ ok: true, deletedId: id });
    expect(await read(id)).toBeNull();
    expect(await server.query('select id from icsr_productos where icsr_id = $1', [id])).toEqual([]);
    const again = await rosa.graphql(DELETE, { id, password: PASSWORD });
    expect(again.errors).toMatchObject([{ extensions: { code: 'CASE_NOT_FOUND' } }]);
  });

  test('is for ana and rosa alone', async () => {
    const { id } = await created(LEAST_INPUT);
    for (const person of ['quique', 'quela', 'tito', 'lucha', 'sole'] as const) {
      const { errors } = await (await server.as(person)).graphql(DELETE, { id, password: PASSWORD });
      expect(errors?.[0]?.extensions.code).toBe('PERMISSION_DENIED');
    }
    expect((await (await server.as('ana')).ask(DELETE, { id, password: PASSWORD })).deleteCase).toMatchObject({
      ok: true,
    });
  });

  test('a master of duplicates stays', async () => {
    const master = await created(LEAST_INPUT);
    const duplicate = await created(LEAST_INPUT);
    await server.query('update icsr set dup_of_id = $1 where id = $2', [master.id, duplicate.id]);
    const { errors } = await rosa.graphql(DELETE, { id: master.id, password: PASSWORD });
    expect(errors).toMatchObject([{ extensions: { code: 'CASE_IN_USE' } }]);
    expect(await read(master.id)).not.toBeNull();
  });
});

describe('the events of a case', () => {
  test('are replaced all at once, and the case has a new version', async () => {
    const made = await created();
    const events = [{ texto: 'Urticaria', meddraLltCode: '10046735' }, { texto: 'Fiebre' }, { texto: 'Tos' }];
    const { replaceEvents } = await rosa.ask(REPLACE_EVENTS, { id: made.id, events });
    expect(replaceEvents).toMatchObject([
      ...events.slice(0, 1),
      { texto: 'Fiebre', meddraLltCode: null },
      { texto: 'Tos' },
    ]);
    expect(await read(made.id)).toMatchObject({ version: 2, events });
  });

  test('stay as they were when one of the new ones is wrong', async () => {
    const made = await created();
    const events = [{ texto: 'Urticaria' }, { texto: 'Fiebre', meddraPtCode: 'x' }];
    const { errors } = await rosa.graphql(REPLACE_EVENTS, { id: made.id, events });
    expect(errors![0]!.extensions.issues).toMatchObject([
      { path: ['events', 1, 'meddraPtCode'], message: 'el código MedDRA tiene 8 dígitos' },
    ]);
    expect(await read(made.id)).toEqual(made);
  });

  test('change one by one and only where something is given', async () => {
    const made = await created();
    const eventId = made.events[0]!.id;
    const input = { gravedad: 'Grave', fechaFin: '2024-01-20' };
    const { updateEvent } = await rosa.ask(UPDATE_EVENT, { id: made.id, eventId, input });
    expect(updateEvent).toMatchObject({ ...FULL_INPUT.events[0], ...input, id: eventId });
    expect((await read(made.id))!.events[1]).toEqual(made.events[1]);
  });

  test('of another case are not found', async () => {
    const mine = await created();
    const other = await created();
    const variables = { id: mine.id, eventId: other.events[0]!.id, input: { gravedad: 'Grave' } };
    const { errors } = await rosa.graphql(UPDATE_EVENT, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'EVENT_NOT_FOUND' } }]);
    expect(await read(other.id)).toEqual(other);
  });
});

test('the vocabularies offer the known values of a field', async () => {
  const { vocabularies } = await rosa.ask<{ vocabularies: object[] }>('{ vocabularies { name values } }');
  expect(vocabularies).toContainEqual({ name: 'estado', values: ['Pendiente', 'En progreso', 'Cerrado'] });
});

describe('a document of a case', () => {
  const EXPORT = `mutation ($id: ID!, $kind: ExportKind!) {
    exportCase(caseId: $id, kind: $kind) { id icsrId kind caseVersion fileName contentType sizeBytes sha256 engine url fallback createdAt } }`;
  const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
  let file: Record<string, string>;
  let id: string;
  beforeAll(async () => {
    ({ id } = await created());
    const answer = await rosa.ask<{ exportCase: Record<string, string> }>(EXPORT, { id, kind: 'MODELO_B_DOCX' });
    file = answer.exportCase;
  });

  test('says what it is', () => {
    const fileName = `ICSR_${id}_Formato-Profesionales-Salud.docx`;
    expect(file).toMatchObject({ kind: 'MODELO_B_DOCX', caseVersion: 1, fileName, contentType: DOCX, fallback: false });
    expect(String(file.icsrId)).toBe(id);
  });

  test('opens by its link without a login, as the bytes that were promised', async () => {
    const answer = await fetch(server.address + file.url!);
    const bytes = Buffer.from(await answer.arrayBuffer());
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(DOCX);
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${file.fileName}"`);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(bytes.subarray(0, 2).toString()).toBe('PK');
    expect([bytes.byteLength, createHash('sha256').update(bytes).digest('hex')]).toEqual([file.sizeBytes, file.sha256]);
  });

  test.each([
    ['its header', 0],
    ['its claims', 1],
    ['its signature', 2],
  ])('does not open when the link was changed in %s', async (_what, part) => {
    const token = file.url!.split('/').at(-1)!;
    const parts = token.split('.');
    const at = 10;
    const other = parts[part]![at] === 'A' ? 'B' : 'A';
    parts[part] = parts[part]!.slice(0, at) + other + parts[part]!.slice(at + 1);
    const answer = await fetch(`${server.address}/files/${parts.join('.')}`);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-disposition')).toBeNull();
    expect(await answer.json()).toEqual({ detail: 'Token inválido' });
  });

  test('its link is no access token, and an access token is no link', async () => {
    const link = file.url!.split('/').at(-1)!;
    const { errors } = await server.nobody.graphql('{ me { id } }', {}, { authorization: `Bearer ${link}` });
    expect(errors).toMatchObject([{ extensions: { code: 'INVALID_TOKEN' } }]);
    expect((await fetch(`${server.address}/files/${rosa.token}`)).status).toBe(401);
  });

  test('is not made of a case that is not there, nor of an unknown kind', async () => {
    const missing = await rosa.graphql(EXPORT, { id: '2147483647', kind: 'MODELO_B_DOCX' });
    expect(missing.errors).toMatchObject([{ extensions: { code: 'CASE_NOT_FOUND' } }]);
    const unknown = await rosa.graphql(EXPORT, { id, kind: 'CIOMS' });
    expect(unknown.errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });

  test('goes with its case', async () => {
    await rosa.ask(DELETE, { id, password: PASSWORD });
    expect((await fetch(server.address + file.url!)).status).toBe(404);
  });
});
