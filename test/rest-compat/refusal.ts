import { expect } from 'vitest';
import type { Client, RestAnswer } from '../support/client.js';
import { DOCUMENTED_CASE, makeCase } from '../support/make.js';
import type { TestServer } from '../support/server.js';
import { readByRest, rowCounts, type WireCase } from './golden.js';

/** A case in a server, and what the server held at that moment: a refused request must leave both as they are. */
export interface Before {
  kept: WireCase;
  expectRefused(answer: RestAnswer<unknown>, ...statuses: number[]): Promise<void>;
}

/** Makes a case and remembers it, with the number of rows of every table. */
export async function beforeRefusals(server: TestServer, client: Client): Promise<Before> {
  const kept = (await makeCase(client, { ...DOCUMENTED_CASE, eventos: [{ texto: 'Rash' }] })) as WireCase;
  const counts = await rowCounts(server);
  return {
    kept,
    async expectRefused(answer, ...statuses) {
      expect(statuses, JSON.stringify(answer.body)).toContain(answer.status);
      expectClear(answer);
      expect(await rowCounts(server)).toEqual(counts);
      expect(await readByRest(client, kept.id)).toEqual(kept);
    },
  };
}

/** A text or a list of faults with their places, the id of the request, and no trace of our insides. */
function expectClear({ body, headers }: RestAnswer<unknown>): void {
  const { detail } = body as { detail: unknown };
  if (typeof detail === 'string') expect(detail).not.toBe('');
  else expect((detail as { loc: unknown[] }[])[0]!.loc[0]).toMatch(/^(body|path|query)$/);
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f]{10}$/);
  expect(JSON.stringify(body)).not.toMatch(/select |insert |constraint|zod|Invalid input|at .*:\d+:\d+/);
}
