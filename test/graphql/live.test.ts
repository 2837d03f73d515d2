import { SignJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { announce, type Announcement, call } from '../../src/storage/notify.js';
import type { Client } from '../support/client.js';
import { makeCase } from '../support/make.js';
import { PASSWORD, startServer, type TestServer } from '../support/server.js';
import { addressOf, bareSocket, listenersOf, type Subscriber, subscriber } from './subscriber.js';

const WATCH = `subscription ($id: ID) { caseChanged(caseId: $id) { __typename caseId kind version
  case { numero estado version products { nombreProducto } } } }`;

let server: TestServer;
let second: TestServer;
let rosa: Client;
const connected: Subscriber[] = [];

beforeAll(async () => {
  server = await startServer();
  second = await startServer({}, server);
  rosa = await server.as('rosa');
});
afterEach(async () => {
  for (const one of connected.splice(0)) await one.end();
  await nobodyIsLeft();
});
afterAll(async () => {
  await second.close();
  await server.close();
});

/** As if some process had announced this. */
async function tell(query: TestServer['query'], announcement: Announcement): Promise<void> {
  await announce(query, announcement);
  await call(query);
}

/** The cache of accounts, and whoever shuts people out. */
const STAYING = 2;

function nobodyIsLeft(): Promise<void> {
  const look = () => {
    if (listenersOf(server) !== STAYING) throw new Error(`${listenersOf(server)} listeners are left, not ${STAYING}`);
  };
  return vi.waitFor(look, 2000);
}

function connect(token: string | undefined, to = server): Subscriber {
  const one = subscriber(to, token);
  connected.push(one);
  return one;
}

describe('who watches the cases', () => {
  test('hears of one that is created, changed and deleted, with the case as it then is', async () => {
    const heard = await connect(rosa.token).listen(WATCH);
    const { id, numero } = await makeCase(rosa, { productos: [{ nombre_producto: 'Amoxicilina' }] });
    expect(await heard.next()).toEqual({
      data: {
        caseChanged: {
          __typename: 'CaseChange',
          caseId: String(id),
          kind: 'CREATED',
          version: 1,
          case: { numero, estado: 'Pendiente', version: 1, products: [{ nombreProducto: 'Amoxicilina' }] },
        },
      },
      extensions: { eventId: expect.any(String) },
    });
    await rosa.rest('PUT', `/icsr/${id}`, { estado: 'En progreso' });
    expect((await heard.next()).data!.caseChanged).toMatchObject({
      kind: 'UPDATED',
      version: 2,
      case: { estado: 'En progreso' },
    });
    await rosa.rest('PUT', `/icsr/${id}/eventos`, { eventos: [{ texto: 'Rash' }] });
    expect((await heard.next()).data!.caseChanged).toMatchObject({ kind: 'UPDATED', version: 3 });
    await rosa.rest('DELETE', `/icsr/${id}`, { password: PASSWORD });
    expect((await heard.next()).data!.caseChanged).toMatchObject({ caseId: String(id), kind: 'DELETED', case: null });
    expect(await heard.rest()).toEqual([]);
  });

  test('hears of one case alone, when that is all she asks for', async () => {
    const [mine, other] = [await makeCase(rosa), await makeCase(rosa)];
    const heard = await connect(rosa.token).listen(WATCH, { id: mine.id });
    await rosa.rest('PUT', `/icsr/${other.id}`, { gravedad: 'Leve' });
    await rosa.rest('PUT', `/icsr/${mine.id}`, { gravedad: 'Grave' });
    expect((await heard.next()).data!.caseChanged).toMatchObject({ caseId: String(mine.id), kind: 'UPDATED' });
    expect(await heard.rest()).toEqual([]);
  });

  test('hears of what is changed at another server of the same database', async () => {
    const here = await connect(rosa.token).listen(WATCH);
    const there = await connect(rosa.token, second).listen(WATCH);
    const atSecond = await second.nobody.graphql<{ createCase: { id: string } }>(
      `mutation { createCase(input: { pacienteIniciales: "X", pacienteEdad: 1, pacienteSexo: "F", reportanteNombre: "R",
        productoSospechoso: "P", descripcionEvento: "D" }) { id } }`,
      {},
      { authorization: `Bearer ${rosa.token}` },
    );
    const created = { caseId: atSecond.data!.createCase.id, kind: 'CREATED' };
    expect((await here.next()).data!.caseChanged).toMatchObject(created);
    expect((await there.next()).data!.caseChanged).toMatchObject(created);
    await there.stop();
  });

  test('hears nothing of a change that was refused or undone, nor of one that changed nothing', async () => {
    const made = await makeCase(rosa);
    // The news of the creation itself may still be on its way.
    await new Promise((resolve) => setTimeout(resolve, 200));
    const heard = await connect(rosa.token).listen(WATCH);
    const { status } = await rosa.rest('POST', '/icsr', { ...made, id: undefined });
    expect(status).toBe(409);
    await rosa.rest('PUT', `/icsr/${made.id}`, { gravedad: 'Leve' }, { 'if-match': '"7"' });
    await rosa.rest('DELETE', `/icsr/${made.id}`, { password: 'no es la clave' });
    await rosa.rest('PUT', `/icsr/${made.id}`, { paciente_iniciales: made.paciente_iniciales });
    expect(await heard.rest()).toEqual([]);
  });

  test('hears twenty changes made at once, each once', async () => {
    const heard = await connect(rosa.token).listen(WATCH);
    const made = await Promise.all(Array.from({ length: 20 }, () => makeCase(rosa)));
    const ids = (await Promise.all(made.map(() => heard.next()))).map(({ data }) => data!.caseChanged!.caseId);
    expect(ids.toSorted()).toEqual(made.map(({ id }) => String(id)).toSorted());
    expect(await heard.rest()).toEqual([]);
  });

  test('goes on hearing after the server has lost its connection to the database', async () => {
    const heard = await connect(rosa.token).listen(WATCH);
    const listening = `application_name = 'vigia-listen' and datname = current_database()`;
    await server.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${listening}`);
    // Also of what was announced while nobody listened.
    const { id } = await makeCase(rosa);
    expect((await heard.next()).data!.caseChanged).toMatchObject({ caseId: String(id), kind: 'CREATED' });
    const next = await makeCase(rosa);
    expect((await heard.next()).data!.caseChanged).toMatchObject({ caseId: String(next.id), kind: 'CREATED' });
  });

  test('leaves nothing behind when she stops listening or hangs up', async () => {
    const before = listenersOf(server);
    const one = connect(rosa.token);
    const heard = [await one.listen(WATCH), await one.listen(WATCH)];
    expect(listenersOf(server)).toBe(before + 2);
    await heard[0]!.stop();
    await vi.waitFor(() => expect(listenersOf(server)).toBe(before + 1), 1000);
    await one.end();
    await vi.waitFor(() => expect(listenersOf(server)).toBe(before), 1000);
  });
});

describe('the socket', () => {
  test.each([
    ['a query', '{ me { username } }'],
    ['a mutation', 'mutation { changePassword(currentPassword: "a", newPassword: "b") }'],
  ])('runs no %s', async (_what, document) => {
    const errors = await connect(rosa.token).refusal(document);
    expect(errors).toMatchObject([
      { extensions: { code: 'DOCUMENT_REFUSED' }, message: expect.stringContaining('WebSocket') },
    ]);
  });

  test('says what is wrong with a document, and goes on', async () => {
    const one = connect(rosa.token);
    expect(await one.refusal('subscription { nada { id } }')).toMatchObject([
      { message: expect.stringContaining('nada') },
    ]);
    expect(await one.refusal('subscription { caseChanged {')).toMatchObject([
      { extensions: { code: 'DOCUMENT_REFUSED' } },
    ]);
    expect(await one.refusal(WATCH, { id: 'x' })).toMatchObject([{ extensions: { code: 'INVALID_INPUT' } }]);
    const heard = await one.listen(WATCH);
    await makeCase(rosa);
    expect((await heard.next()).data!.caseChanged).toMatchObject({ kind: 'CREATED' });
  });

  test('has the limits of HTTP', async () => {
    const deep = `subscription { ${'caseChanged { case { '.repeat(6)} id ${'} }'.repeat(6)} }`;
    const aliases = `subscription { caseChanged { ${Array.from({ length: 31 }, (_, n) => `a${n}: kind`).join(' ')} } }`;
    const tokens = `subscription { caseChanged { ${'kind '.repeat(5000)} } }`;
    for (const document of [deep, aliases, tokens]) {
      const [error] = await connect(rosa.token).refusal(document);
      expect(error).toMatchObject({
        extensions: { code: 'DOCUMENT_REFUSED' },
        message: expect.stringContaining('límite'),
      });
    }
  });

  test('does not tell of an accident in the database', async () => {
    const broken = await startServer();
    const person = await broken.as('rosa');
    const heard = await connect(person.token, broken).listen(WATCH);
    const { id } = await makeCase(person);
    await heard.next();
    await broken.query('alter table icsr_productos rename to gone');
    await tell(broken.query, { topic: 'case', id: Number(id), kind: 'UPDATED', version: 2 });
    const { data, errors } = await heard.next();
    expect(data!.caseChanged).toMatchObject({ caseId: String(id), case: null });
    expect(errors).toMatchObject([{ message: 'Error interno', extensions: { code: 'INTERNAL' } }]);
    await broken.close();
  });
});

describe('nobody is let in', () => {
  const FORBIDDEN = 4403;

  test.each([
    ['without a token', undefined],
    ['with a forged one', 'eyJhbGciOiJIUzI1NiJ9.eyJ1aWQiOjF9.AAAA'],
  ])('%s', async (_how, token) => {
    expect((await connect(token).closed).code).toBe(FORBIDDEN);
  });

  test('who subscribes before saying who he is', async () => {
    const { closed, say } = await bareSocket(addressOf(server));
    say({ id: '1', type: 'subscribe', payload: { query: WATCH } });
    expect((await closed).code).toBe(4401);
  });

  test('from a page of another origin, even with a token', async () => {
    const authorization = `Bearer ${rosa.token}`;
    for (const origin of ['https://evil.example', 'null', `https://${new URL(server.address).hostname}`]) {
      expect((await bareSocket(addressOf(server), { origin, authorization })).opened).toBe(403);
    }
    const own = await bareSocket(addressOf(server), { origin: server.address, authorization });
    expect(own.opened).toBe(true);
    own.socket.terminate();
  });

  test('at another path', async () => {
    for (const path of ['/', '/api/v1', '/graphql/x']) {
      expect((await bareSocket(addressOf(server).replace('/graphql', path))).opened).toBe(false);
    }
  });

  test('with a message that is too large', async () => {
    const { socket, closed } = await bareSocket(addressOf(server));
    socket.send(JSON.stringify({ type: 'connection_init', payload: { x: 'x'.repeat(100_000) } }));
    expect((await closed).code).toBe(1009);
  });

  test('with a message that is none', async () => {
    const { socket, closed } = await bareSocket(addressOf(server));
    socket.send('{"type":');
    expect((await closed).code).toBe(4400);
  });
});

describe('nobody stays longer than they may', () => {
  const shutOut = { code: 4403, reason: 'Token inválido' };

  test('when the token ends', async () => {
    const [{ id }] = (await server.query<{ id: number }>(`select id from users where username = 'rosa'`)) as [
      { id: number },
    ];
    const seconds = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ uid: id, generation: 1 })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(String(id))
      .setIssuedAt(seconds)
      .setExpirationTime(seconds + 2)
      .sign(server.house.tokenKey);
    const one = connect(token);
    await one.listen(WATCH);
    expect(await one.closed).toMatchObject(shutOut);
    expect(Date.now() / 1000).toBeGreaterThanOrEqual(seconds + 1.9);
    expect(Date.now() / 1000).toBeLessThan(seconds + 3.5);
  });

  test('when the account is closed, whichever server is told', async () => {
    const tito = await server.as('tito');
    const one = connect(tito.token);
    await one.listen(WATCH);
    const sql = `update users set is_active = false where username = 'tito' returning id`;
    const [{ id }] = (await second.query<{ id: number }>(sql)) as [{ id: number }];
    await tell(second.query, { topic: 'user', id, kind: 'UPDATED' });
    expect(await one.closed).toMatchObject(shutOut);
  });

  test('when the account is closed behind all backs, while much is going on: within five seconds', async () => {
    const quique = await server.as('quique');
    const one = connect(quique.token);
    const heard = await one.listen(WATCH);
    const until = { over: false };
    const busy = (async () => {
      for (let n = 1; !until.over; n += 1) {
        await tell(server.query, { topic: 'case', id: n, kind: 'UPDATED' });
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();
    await heard.next();
    await server.query(`update users set is_active = false where username = 'quique'`);
    const since = performance.now();
    expect(await one.closed).toMatchObject({ code: 4403 });
    expect(performance.now() - since).toBeLessThan(5500);
    until.over = true;
    await busy;
  });

  test('when the account is closed behind all backs and nothing is going on', async () => {
    const lucha = await server.as('lucha');
    const one = connect(lucha.token);
    await one.listen(WATCH);
    await server.query(`update users set is_active = false where username = 'lucha'`);
    const since = performance.now();
    expect(await one.closed).toMatchObject(shutOut);
    expect(performance.now() - since).toBeLessThan(5500);
  });

  test('when the password changes', async () => {
    const sole = await server.as('sole');
    const one = connect(sole.token);
    await one.listen(WATCH);
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { status } = await sole.rest('POST', '/auth/change-password', {
      current_password: PASSWORD,
      new_password: 'otra clave',
    });
    expect(status).toBe(200);
    expect(await one.closed).toMatchObject(shutOut);
  });

  test('when the right to read is taken away, and then nothing waits for her any more', async () => {
    const quela = await server.as('quela');
    const heard = await connect(quela.token).listen(WATCH);
    const listeners = listenersOf(server);
    const sql = `update users set custom_permissions = '{"icsr":{"read":false}}' where username = 'quela' returning id`;
    const [{ id }] = (await server.query<{ id: number }>(sql)) as [{ id: number }];
    await tell(server.query, { topic: 'user', id, kind: 'UPDATED' });
    await makeCase(rosa);
    expect((await heard.next()).errors).toMatchObject([{ extensions: { code: 'PERMISSION_DENIED' } }]);
    await vi.waitFor(() => expect(listenersOf(server)).toBeLessThan(listeners), 1000);
  });
});
