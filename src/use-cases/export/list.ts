import { z } from 'zod';
import { DomainError, invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { parse } from '../../domain/validation.js';
import { readExports } from '../../storage/export-files.js';
import { reading } from '../use-case.js';
import { linkTo } from './link.js';

const ROWS_MAX = 200;
const rows = inputs.rows(ROWS_MAX);

/** The documents that were made of a case, newest first, each with a link, and how many there are in all. */
export const listExports = reading({
  name: 'export.list',
  about: 'List the documents that were made of a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id, first: rows, offset: inputs.offset }),
  async run({ query, view, context }, { id, first, offset }) {
    const page = { rowsMax: first, offset };
    const found = await readExports<{ id: number }>(query, id, page, view.naming ?? 'graphql');
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    const linked = found.items.map(async (file) => ({ ...file, url: await linkTo(context, file.id) }));
    return { items: await Promise.all(linked), total: found.total };
  },
});

const exportPage = z.object({ first: rows, after: inputs.id.nullish() });

/** The documents that a page asks for, out of those of a case, newest first. Throws INVALID_INPUT. */
export function pageOfExports<File extends { id: number }>(
  files: readonly File[],
  page: { first: number; after?: string | null },
): File[] {
  const wanted = parse(exportPage, page);
  if ('issues' in wanted) throw invalidInput(wanted.issues);
  const { first, after } = wanted.value;
  return files.filter(({ id }) => !after || id < after).slice(0, first);
}
