import type { Add } from './sql.js';

/** Fields that cases can be put in order by: SQL, the type a cursor's value is compared as, and whether a case may lack it. */
export const CASE_ORDERS = {
  id: { sql: 't.id', type: 'int', always: true },
  createdAt: { sql: 't.created_at', type: 'timestamptz', always: true },
  fechaInicioEvento: { sql: 't.fecha_inicio_evento', type: 'date', always: false },
  gravedad: { sql: 't.gravedad collate "es-x-icu"', type: 'text', always: false },
  estado: { sql: 't.estado collate "es-x-icu"', type: 'text', always: false },
  pacienteIniciales: { sql: 't.paciente_iniciales collate "es-x-icu"', type: 'text', always: true },
} as const;

export interface CaseOrder {
  by: keyof typeof CASE_ORDERS;
  descending: boolean;
}

export type CursorKey = readonly [value: string | null, id: number];

/** Where a page starts: after this many rows, or at the far side of a row known by its order value and id. */
export type PageStart =
  { offset: number } | { after?: CursorKey | null; before?: CursorKey | null; backwards?: boolean };

/** Cases that follow each other by an index: which they are, and how they are put in order. */
export interface Stretch {
  where: string[];
  orderBy: string;
}

/**
 * The order as the stretches that it is read in: cases with a value, then those without one (first, when read backwards).
 * Each begins where its index does, however far the page is from the first.
 */
export function stretchesOf(order: CaseOrder, start: PageStart, add: Add): Stretch[] {
  const { by } = order;
  const { backwards, direction } = readingOf(order, start);
  const { sql, always } = CASE_ORDERS[by];
  const limits = limitsOf(order, start, add);
  const withValue = {
    where: limits.withValue,
    orderBy: by === 'id' ? `t.id ${direction}` : `${sql} ${direction}, t.id ${direction}`,
  };
  if (always) return limits.withValue.includes(NOWHERE) ? [] : [withValue];
  withValue.where.unshift(`${columnOf(by)} is not null`);
  const without = { where: [`${columnOf(by)} is null`, ...limits.without], orderBy: `t.id ${direction}` };
  const both = backwards ? [without, withValue] : [withValue, without];
  return both.filter(({ where }) => !where.includes(NOWHERE));
}

/** Which way the order is read: backwards it is turned round. */
function readingOf({ descending }: CaseOrder, start: PageStart) {
  const backwards = 'backwards' in start && start.backwards === true;
  return { backwards, direction: descending === backwards ? 'asc' : 'desc' };
}

const NOWHERE = 'false';

const columnOf = (by: CaseOrder['by']) => CASE_ORDERS[by].sql.replace(/ collate .*/, '');

/** The columns of all orders but the id, for a select list. */
export const ORDER_COLUMNS = (Object.keys(CASE_ORDERS) as CaseOrder['by'][])
  .filter((by) => by !== 'id')
  .map(columnOf)
  .join(', ');

interface Limits {
  /** What holds for cases of the page that have a value, and for those that have none. */
  withValue: string[];
  without: string[];
}

function limitsOf(order: CaseOrder, start: PageStart, add: Add): Limits {
  const limits: Limits = { withValue: [], without: [] };
  if ('offset' in start) return limits;
  if (start.after) beyond(order, start.after, true, limits, add);
  if (start.before) beyond(order, start.before, false, limits, add);
  return limits;
}

/** Narrows to what comes after a row, or before it. Cases without a value come last. */
function beyond({ by, descending }: CaseOrder, [value, id]: CursorKey, after: boolean, limits: Limits, add: Add): void {
  const { sql, type } = CASE_ORDERS[by];
  const sign = descending === after ? '<' : '>';
  const key = add(id);
  if (by === 'id') return void limits.withValue.push(`t.id ${sign} ${key}`);
  if (value === null) {
    limits.without.push(`t.id ${sign} ${key}`);
    if (after) limits.withValue.push(NOWHERE);
    return;
  }
  limits.withValue.push(`(${sql}, t.id) ${sign} (${add(value)}::${type}, ${key})`);
  if (!after) limits.without.push(NOWHERE);
}

/** The whole order for rows that no index has put in order. */
export function orderOf(order: CaseOrder, start: PageStart): string {
  const { by } = order;
  const { backwards, direction } = readingOf(order, start);
  if (by === 'id') return `t.id ${direction}`;
  return `${CASE_ORDERS[by].sql} ${direction} nulls ${backwards ? 'first' : 'last'}, t.id ${direction}`;
}
