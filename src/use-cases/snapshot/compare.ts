import { z } from 'zod';
import { DomainError, invalidInput } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { snapshotDifference } from '../../domain/snapshot-difference.js';
import { readContents } from '../../storage/snapshots.js';
import { reading } from '../use-case.js';

/** Every field that differs between two snapshots of one case. */
export const compareSnapshots = reading({
  name: 'snapshot.compare',
  about: 'Compare two snapshots of a case field by field',
  permission: 'icsr:read',
  input: z.object({ fromId: inputs.id, toId: inputs.id }),
  async run({ query }, { fromId, toId }) {
    const kept = await readContents(query, [fromId, toId]);
    const [from, to] = [kept.get(fromId), kept.get(toId)];
    if (!from || !to) throw new DomainError('SNAPSHOT_NOT_FOUND');
    if (from.caseId !== to.caseId) {
      throw invalidInput([{ path: ['toId'], code: 'WRONG_FORM', limit: 'debe ser una instantánea del mismo caso' }]);
    }
    return snapshotDifference(from.content, to.content);
  },
});
