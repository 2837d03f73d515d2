import { z } from 'zod';
import { DomainError } from '../../domain/errors.js';
import { fault } from '../../domain/validation.js';
import { findExport } from '../../storage/export-files.js';
import { verifyFileToken } from '../tokens.js';
import { reading } from '../use-case.js';

/** The bytes of a document, for whoever holds the short-lived link that was given to its maker. */
export const downloadExport = reading({
  name: 'export.download',
  about: 'Fetch a document by its short-lived link',
  permission: 'anyone',
  input: z.object({ token: z.string({ error: fault('MISSING') }) }),
  async run({ house, query, now }, { token }) {
    const { id } = await verifyFileToken(['file'], token, house.tokenKey, now);
    const file = await findExport(query, id);
    if (!file) throw new DomainError('FILE_NOT_FOUND');
    return { ...file, bytes: await house.files.read(file.sha256) };
  },
});
