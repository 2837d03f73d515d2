import { DomainError } from '../../domain/errors.js';
import type { CaseRecord } from '../../entities/record.js';
import type { Signer } from '../../exports/context.js';
import { readAccount } from '../../storage/accounts.js';
import { readCase } from '../../storage/cases.js';
import { admit, type Room } from '../use-case.js';
import { defaultSigner } from './signer.js';

/** The whole case and the person who signs. Making a document needs the right to read the case too. */
export async function readForExport(
  { query, actor, context }: Room,
  id: number,
): Promise<{ record: CaseRecord; signer: Signer }> {
  admit('icsr:read', context);
  const record = await readCase<CaseRecord>(query, id);
  if (!record) throw new DomainError('CASE_NOT_FOUND');
  const account = await readAccount(query, actor!.id);
  if (!account) throw new DomainError('INVALID_TOKEN');
  return { record, signer: defaultSigner(account) };
}
