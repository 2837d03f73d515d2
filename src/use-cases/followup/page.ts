import { z } from 'zod';
import { invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { parse } from '../../domain/validation.js';
import { cursorOf, notACursor, readCursor } from '../cursor.js';
import { admit, type RequestContext } from '../use-case.js';

const ROWS_MAX = 200;
const page = z.object({ first: inputs.rows(ROWS_MAX), after: z.string().nullish() });

/** The messages that a page asks for, oldest first, out of those of a case, newest first. Throws for those who may not read them. */
export function pageOfMessages<Message extends { id: number }>(
  { actor, refusal }: RequestContext,
  newestFirst: readonly Message[],
  asked: { first: number; after?: string | null },
) {
  admit('followup:read', { actor, refusal });
  const wanted = parse(page, asked);
  if ('issues' in wanted) throw invalidInput(wanted.issues);
  const { first, after } = wanted.value;
  const beyond = newestFirst.toReversed().filter(({ id }) => !after || id > placeOf(after));
  const edges = beyond.slice(0, first).map((node) => ({ node, cursor: cursorOf([node.id]) }));
  return {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: beyond.length > first,
      hasPreviousPage: beyond.length < newestFirst.length,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

function placeOf(after: string): number {
  const [id] = readCursor(after);
  const place = inputs.id.safeParse(id);
  if (!place.success) throw notACursor('after');
  return place.data;
}
