import type { RequestContext } from '../use-cases/use-case.js';

type Rows<Row> = ReadonlyMap<number, Row[]>;

/**
 * Rows that hang on many objects of one answer, asked for together: each object asks for its own, and those that ask at the same
 * moment for the same request share one statement.
 */
export function gathered<Row>(
  read: (context: RequestContext, ids: number[]) => Promise<Rows<Row>>,
): (context: RequestContext, id: number) => Promise<Row[]> {
  const waiting = new WeakMap<RequestContext, { ids: number[]; rows: Promise<Rows<Row>> }>();
  const open = (context: RequestContext) => {
    const ids: number[] = [];
    const rows = Promise.resolve().then(() => {
      waiting.delete(context);
      return read(context, ids);
    });
    const batch = { ids, rows };
    waiting.set(context, batch);
    return batch;
  };
  return async (context, id) => {
    const batch = waiting.get(context) ?? open(context);
    batch.ids.push(id);
    return (await batch.rows).get(id) ?? [];
  };
}
