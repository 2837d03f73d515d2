import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { inject } from 'vitest';
import { readConfig } from '../../src/config.js';
import type { Role } from '../../src/domain/permissions.js';
import { createHttpServer } from '../../src/server/http.js';
import { openHouse, type OpenHouse } from '../../src/server/house.js';
import { connectDatabase } from '../../src/storage/database.js';
import type { Connection, Query } from '../../src/storage/query.js';
import { createAccount } from '../../src/storage/seed/accounts.js';
import { type Client, clientFor } from './client.js';
import { TEMPLATE } from './database.js';

/** The people of the tests, by name, with their roles. */
export const PEOPLE = {
  ana: 'admin',
  rosa: 'responsable_fv',
  quique: 'qf',
  quela: 'qa',
  tito: 'direccion_tecnica',
  lucha: 'legal',
  sole: 'soporte',
} as const satisfies Record<string, Role>;

export type Person = keyof typeof PEOPLE;
export const PASSWORD = 'una clave larga';

export interface TestServer {
  address: string;
  house: OpenHouse;
  /** Straight into the database, for what no door does. */
  query: Query;
  /** A person logged in, or nobody. */
  as(person: Person): Promise<Client>;
  nobody: Client;
  close(): Promise<void>;
}

/** A case that lacks data is nobody's concern in most tests. */
const SETTINGS = { NODE_ENV: 'test', LOG_LEVEL: 'silent', PORT: '0', AUTO_FOLLOWUP_ENABLED: 'off' };

/** A server of its own on a database of its own, or on that of the server it stands beside. Settings as environment variables. */
export async function startServer(settings: Record<string, string> = {}, beside?: TestServer): Promise<TestServer> {
  const connection = beside?.house.database.connection ?? (await copyOfTemplate());
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'vigia-data-'));
  const environment = { ...SETTINGS, VIGIA_DATA_DIR: dataDirectory, ...settings };
  const config = readConfig(environment);
  const house = await openHouse(config, pino({ level: config.logLevel }), () => connectDatabase(connection, 10));
  const server = await createHttpServer(house);
  const address = await server.listen({ host: config.host, port: config.port });
  const people = new Map<Person, Promise<Client>>();
  return {
    address,
    house,
    query: house.database.query,
    nobody: clientFor(address),
    as(person) {
      if (!people.has(person)) people.set(person, enter(address, house, person));
      return people.get(person)!;
    },
    async close() {
      await server.close();
      await house.close();
      await rm(dataDirectory, { recursive: true, force: true });
    },
  };
}

/** A fresh copy of the migrated database. */
export async function copyOfTemplate(): Promise<Connection> {
  const postgres = inject('postgres');
  const database = `test_${randomBytes(6).toString('hex')}`;
  const client = new pg.Client({ ...postgres, database: 'postgres' });
  await client.connect();
  await client.query(`create database ${database} template ${TEMPLATE}`);
  await client.end();
  return { ...postgres, database };
}

async function enter(address: string, house: OpenHouse, person: Person): Promise<Client> {
  const email = `${person}@example.pe`;
  const account = { email, username: person, fullName: `${person} de Prueba`, cargo: 'Farmacovigilancia' };
  await createAccount(house.database.query, { ...account, roles: [PEOPLE[person]], password: PASSWORD });
  const { body } = await clientFor(address).rest('POST', '/auth/login', { username: person, password: PASSWORD });
  return clientFor(address, (body as { access_token: string }).access_token);
}
