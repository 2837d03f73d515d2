import { z } from 'zod';
import { yearInLima } from '../../clock.js';
import { cleaned, fault } from '../../domain/validation.js';
import { nextInternalCode } from '../../storage/internal-codes.js';
import { writing } from '../use-case.js';

const DEFAULT_PREFIX = 'LAB';
const PREFIX = /^[A-Za-z0-9-]{1,20}$/;

const prefix = z
  .string({ error: fault('NOT_TEXT') })
  .transform(cleaned)
  .refine((text) => PREFIX.test(text), { error: fault('WRONG_FORM', 'admite de 1 a 20 letras, cifras o guiones') })
  .transform((text) => text.toUpperCase())
  .nullish()
  .transform((text) => text ?? DEFAULT_PREFIX);

/** Reserves the next internal code of a prefix: `LAB-2026-001`. A code that is never used leaves a gap. */
export const takeInternalCode = writing({
  name: 'internal-code.next',
  about: 'Reserve the next internal code of a prefix',
  permission: 'icsr:create',
  input: z.object({ prefix }),
  async run({ query, now }, { prefix }) {
    return nextInternalCode(query, prefix, yearInLima(now));
  },
});
