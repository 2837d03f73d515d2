import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import * as inputs from '../../domain/inputs.js';
import { fault } from '../../domain/validation.js';
import { readAccount } from '../../storage/accounts.js';
import { lockCase } from '../../storage/case-writes.js';
import type { Unsettled } from '../../storage/documents.js';
import { inboundFilesOf } from '../../storage/inbound-files.js';
import { passwordMatches } from '../../storage/passwords.js';
import type { Query } from '../../storage/query.js';
import { queueDuplicateCheck } from '../duplicate-check.js';
import { settleAfterwards } from '../settle.js';
import { changing, type Room } from '../use-case.js';

/** Deletes a case for good, after the password of the person is confirmed. The audit log keeps the whole case. */
export const deleteCase = changing({
  name: 'case.delete',
  about: 'Delete a case and everything that belongs to it',
  permission: 'icsr:delete',
  input: z.object({
    id: inputs.id,
    password: z.string({ error: fault('MISSING') }),
    reason: inputs.shortText,
  }),
  prepare: (room, { password }) => confirmPassword(room, password),
  async run(room, { id }) {
    const { em, query, notify } = room;
    const subject = await lockCase(em, id);
    const documents = await documentsOf(query, id);
    em.clear();
    await query('delete from icsr where id = $1', [id]);
    await queueDuplicateCheck(query, id);
    notify({ topic: 'case', id, kind: 'DELETED', version: subject.version });
    await settleAfterwards(room, documents);
    return { ok: true, deletedId: id };
  },
});

/** The documents that were made of this case, and the messages that came for it: their bytes tell of the patient, and go with it. */
async function documentsOf(query: Query, id: number): Promise<Unsettled> {
  const rows = await query<{ fileName: string; sha256: string }>(
    'select file_name as "fileName", sha256 from export_files where icsr_id = $1',
    [id],
  );
  const each = (values: readonly string[]) => [...new Set(values)];
  const sha256s = [...rows.map((row) => row.sha256), ...(await inboundFilesOf(query, id))];
  return { fileNames: each(rows.map((row) => row.fileName)), sha256s: each(sha256s) };
}

async function confirmPassword({ house, query, actor }: Room, password: string): Promise<void> {
  const who = String(actor!.id);
  await house.limits.password.count(who);
  const account = await readAccount(query, actor!.id);
  if (!account || !(await passwordMatches(account.passwordHash, password))) throw new DomainError('WRONG_CREDENTIALS');
  await house.limits.password.forget(who);
}
