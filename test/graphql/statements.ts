import { vi } from 'vitest';
import type { TestServer } from '../support/server.js';

const ACCOUNT_LOOKUP = /from users where id = any\(\$1\)/;

/** The SQL that reading sends to the database meanwhile. Looking up who asks is left out. */
export async function statementsOf(server: TestServer, work: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(server.house.database.pool, 'query');
  try {
    await work();
    const calls = spy.mock.calls as unknown as [{ text: string }][];
    return calls.map(([{ text }]) => text).filter((sql) => !ACCOUNT_LOOKUP.test(sql));
  } finally {
    spy.mockRestore();
  }
}

/** How often MikroORM was asked for a unit of work meanwhile. */
export async function unitsOfWorkOf(server: TestServer, work: () => Promise<unknown>): Promise<number> {
  const spy = vi.spyOn(server.house.database.orm.em, 'fork');
  try {
    await work();
    return spy.mock.calls.length;
  } finally {
    spy.mockRestore();
  }
}
