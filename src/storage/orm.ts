import { type EntityManager, MikroORM, type Options } from '@mikro-orm/postgresql';
import { ReflectMetadataProvider } from '@mikro-orm/decorators/legacy';
import { Migrator } from '@mikro-orm/migrations';
import { CompiledQuery, type Transaction } from 'kysely';
import { ENTITIES } from '../entities/index.js';
import { MIGRATIONS } from './migrations/index.js';
import type { Connection, Query } from './query.js';

/** MikroORM over all entities. Writes, migrations and seeding go through it; reads do not. */
export function createOrm(connection: Connection, connectionsMax: number): Promise<MikroORM> {
  return MikroORM.init(ormOptions(connection, connectionsMax));
}

export function ormOptions({ connectionString, database, ...server }: Connection, connectionsMax: number): Options {
  return {
    entities: ENTITIES,
    metadataProvider: ReflectMetadataProvider,
    extensions: [Migrator],
    ...(connectionString ? givenByUrl(connectionString) : { ...server, dbName: database }),
    pool: { min: 0, max: connectionsMax },
    // MikroORM's own messages carry the values of rows, which must not reach a log.
    logger: () => undefined,
    debug: false,
    migrations: { migrationsList: MIGRATIONS, snapshot: false, tableName: 'vigia_migrations' },
  };
}

/** MikroORM reads only part of an address; the driver below it is given all of it, TLS and socket included. */
function givenByUrl(connectionString: string): Options {
  return { clientUrl: connectionString, driverOptions: { connectionString } };
}

/** Statements with real parameters inside MikroORM's transaction. */
export function queryInside(em: EntityManager): Query {
  const transaction = em.getTransactionContext<Transaction<unknown>>();
  return async <Row extends object>(sql: string, parameters: readonly unknown[] = []) =>
    (await transaction!.executeQuery<Row>(CompiledQuery.raw(sql, [...parameters]))).rows;
}
