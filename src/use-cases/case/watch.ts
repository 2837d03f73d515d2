import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { heard } from '../../storage/heard.js';
import type { Announcement } from '../../storage/notify.js';
import { actorOf } from '../actor.js';
import { admit, reading, type RequestContext } from '../use-case.js';

export interface CaseChange {
  caseId: number;
  kind: Announcement['kind'];
  version: number | null;
}

/** Changes of one case, or of all, as they are committed by any process. The right to read is checked again for each. */
export const watchCases = reading({
  name: 'case.watch',
  about: 'Follow the changes of cases as they happen',
  permission: 'icsr:read',
  input: z.object({ caseId: inputs.id.nullish() }),
  run: async ({ context, house }, { caseId }) =>
    heard(
      house.announcements,
      ({ topic, id }) => topic === 'case' && (!caseId || id === caseId),
      (announcement) => asChange(context, announcement),
    ),
});

async function asChange(context: RequestContext, { id, kind, version }: Announcement): Promise<CaseChange> {
  await admitStill(context);
  return { caseId: id, kind, version: version ?? null };
}

async function admitStill({ house, actor }: RequestContext): Promise<void> {
  const account = await house.account(actor!.id);
  if (!account?.isActive) throw new DomainError('UNAUTHENTICATED');
  admit('icsr:read', { actor: actorOf(account) });
}
