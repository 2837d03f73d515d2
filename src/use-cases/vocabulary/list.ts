import { z } from 'zod';
import { VOCABULARIES } from '../../domain/vocabulary.js';
import { reading } from '../use-case.js';

/** The values usually found in the fields of a case. Other values are accepted too. */
export const listVocabularies = reading({
  name: 'vocabulary.list',
  about: 'Read the known values of the fields',
  permission: 'signed-in',
  input: z.object({}),
  run: async () => Object.entries(VOCABULARIES).map(([name, values]) => ({ name, values: [...values] })),
});
