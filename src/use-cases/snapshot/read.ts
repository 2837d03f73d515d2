import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { readSnapshot as readOne, readSnapshots } from '../../storage/snapshots.js';
import { reading } from '../use-case.js';

const ROWS_MAX = 200;

/** The snapshots of a case without their content, newest first, and how many there are in all. */
export const listSnapshots = reading({
  name: 'snapshot.list',
  about: 'List the snapshots of a case',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id, first: inputs.rows(ROWS_MAX), offset: inputs.offset }),
  async run({ query, view }, { id, first, offset }) {
    const page = { rowsMax: first, offset };
    const found = await readSnapshots<Record<string, unknown>>(query, id, page, view.naming ?? 'graphql');
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    return found;
  },
});

/** One snapshot of a case with its content. Throws CASE_NOT_FOUND or SNAPSHOT_NOT_FOUND. */
export const readSnapshot = reading({
  name: 'snapshot.read',
  about: 'Read a case as it was when a snapshot was taken',
  permission: 'icsr:read',
  input: z.object({ id: inputs.id, snapshotId: inputs.id }),
  async run({ query, view }, { id, snapshotId }) {
    const found = await readOne<Record<string, unknown>>(query, id, snapshotId, view.naming ?? 'graphql');
    if (!found) throw new DomainError('CASE_NOT_FOUND');
    if (!found.snapshot) throw new DomainError('SNAPSHOT_NOT_FOUND');
    return found.snapshot;
  },
});
