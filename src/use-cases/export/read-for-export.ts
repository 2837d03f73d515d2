import { DomainError } from '../../domain/errors.js';
import type { CaseRecord } from '../../entities/record.js';
import type { Signer } from '../../exports/context.js';
import { readCase } from '../../storage/cases.js';
import { admit, type Room } from '../use-case.js';
import { ownSigner } from './signer.js';

/** The whole case and the person who signs. Making a document needs the right to read the case too. */
export async function readForExport(room: Room, id: number): Promise<{ record: CaseRecord; signer: Signer }> {
  const { query, context } = room;
  admit('icsr:read', context);
  const record = await readCase<CaseRecord>(query, id);
  if (!record) throw new DomainError('CASE_NOT_FOUND');
  return { record, signer: await ownSigner(room) };
}
