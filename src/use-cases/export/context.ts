import { z } from 'zod';
import * as inputs from '../../domain/inputs.js';
import { exportContext } from '../../exports/export-context.js';
import { reading } from '../use-case.js';
import { readForExport } from './read-for-export.js';

/** The values that a document of this case would show, as the legacy contract lists them. */
export const readExportContext = reading({
  name: 'export.context',
  about: 'Read the values that go into the documents of a case',
  permission: 'icsr:export',
  input: z.object({ id: inputs.id }),
  async run(room, { id }) {
    const { record, signer } = await readForExport(room, id);
    return exportContext(record, signer, room.now);
  },
});
