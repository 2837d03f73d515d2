import { expect } from 'vitest';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  /** Parsed and printed again: what matters is what a client reads, keys in their order. */
  data: string;
  errors: string[];
}

/** Headers that differ from one answer to the next. */
const OWN = ['date', 'x-request-id', 'content-length'];

/** Sends a body to `/graphql` as it is, and gives the answer as far as two answers can be the same. */
export async function send(
  { address, token }: { address: string; token?: string },
  body: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const { data, errors = [], ...others } = (await answer.json()) as { data?: unknown; errors?: unknown[] };
  expect(others).toEqual({});
  return {
    status: answer.status,
    headers: Object.fromEntries([...answer.headers].filter(([name]) => !OWN.includes(name))),
    data: JSON.stringify(data),
    errors: errors.map((error) => JSON.stringify(error)).toSorted(),
  };
}

/** The answers to one request: where the database may write it, and where `extensions` leave it to GraphQL itself. */
export async function twoWays(
  to: { address: string; token?: string },
  body: { query: string; variables?: unknown; operationName?: unknown },
  headers: Record<string, string> = {},
): Promise<[direct: Answer, ordinary: Answer]> {
  return [await send(to, body, headers), await send(to, { ...body, extensions: {} }, headers)];
}
