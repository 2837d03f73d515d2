import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { lockCase } from '../../storage/case-writes.js';
import { takeSnapshot as take } from '../../storage/snapshots.js';
import { changing } from '../use-case.js';

const reason = inputs.shortText.refine((text) => text !== undefined, { error: fault('MISSING') });

/** Keeps a case as it is now, for a reason that a person gives. Answers what is known of the snapshot. */
export const takeSnapshot = changing({
  name: 'snapshot.take',
  about: 'Keep a whole case as it is now',
  permission: 'icsr:update',
  input: z.object({ id: inputs.id, reason }),
  async run({ em, query, actor }, { id, reason }) {
    // Locked first: a case must not be deleted, nor be half changed, while it is copied.
    await lockCase(em, id);
    return (await take(query, id, reason!, actor!.id))!;
  },
});
