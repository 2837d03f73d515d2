import type { Query } from './query.js';

/** Reserves the next free code of a prefix and a year. Safe with any number of callers; a code once given is never given again. */
export async function nextInternalCode(query: Query, prefix: string, year: number): Promise<string> {
  const sql = 'select vigia_next_internal_code($1, $2) as code';
  const [row] = await query<{ code: string }>(sql, [prefix, year]);
  return row!.code;
}

/** True while no case has the code, in capitals or not. */
export async function internalCodeAvailable(query: Query, code: string): Promise<boolean> {
  const sql = 'select not exists (select from icsr where upper(codigo_interno_lab) = upper($1)) as available';
  const [row] = await query<{ available: boolean }>(sql, [code]);
  return row!.available;
}
