import { z } from 'zod';
import { cleaned, fault, isDay } from './validation.js';

const INTEGER_MAX = 2_147_483_647;
const TEXT_CHARACTERS_MAX = 255;
const IDS_MAX = 200;

/** An identifier: a positive 32-bit integer, as a number or as its digits. */
export const id = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ],
    { error: fault('NOT_INTEGER') },
  )
  .refine((value) => Number.isInteger(value) && value >= 1 && value <= INTEGER_MAX, { error: fault('NOT_INTEGER') });

/** A whole number; the range is the verb's own business. */
export const wholeNumber = z
  .number({ error: fault('NOT_INTEGER') })
  .refine(Number.isInteger, { error: fault('NOT_INTEGER') });

/** How many rows a page may have: one at least. */
export const rows = (most: number) =>
  wholeNumber
    .refine((count) => count >= 1, { error: fault('TOO_SMALL', 1) })
    .refine((count) => count <= most, { error: fault('TOO_LARGE', most) });

/** How many rows are passed over before a page. */
export const offset = wholeNumber.refine((count) => count >= 0, { error: fault('TOO_SMALL', 0) });

/** A version of a case that the caller has seen; null and absent mean: whatever it is now. */
export const version = wholeNumber.refine((seen) => seen >= 1, { error: fault('TOO_SMALL', 1) }).nullish();

/** A short text, or nothing. */
export const shortText = z
  .string({ error: fault('NOT_TEXT') })
  .transform(cleaned)
  .pipe(z.string().max(TEXT_CHARACTERS_MAX, { error: fault('TOO_LONG', TEXT_CHARACTERS_MAX) }))
  .nullish()
  .transform((text) => text || undefined);

/** A day, YYYY-MM-DD, or nothing. */
export const day = z
  .string({ error: fault('NOT_DATE') })
  .trim()
  .refine((text) => text === '' || isDay(text), { error: fault('NOT_DATE') })
  .nullish()
  .transform((text) => text || undefined);

/** What a client sent where a text belongs; anything else counts as an empty one. */
export const anyText = z
  .unknown()
  .optional()
  .transform((raw) => (typeof raw === 'string' ? raw : ''));

/** Between 1 and 200 distinct identifiers; repeats count once. One that is none is a fault of the whole list. */
export const idList = z
  .array(z.unknown(), { error: fault('NOT_LIST') })
  .transform((ids) => [...new Set(ids.map((one) => id.safeParse(one).data ?? 0))])
  .refine((ids) => !ids.includes(0), { error: fault('NOT_INTEGER'), abort: true })
  .refine((ids) => ids.length >= 1, { error: fault('TOO_FEW_ROWS', 1) })
  .refine((ids) => ids.length <= IDS_MAX, { error: fault('TOO_MANY_ROWS', IDS_MAX) });

/** Rows of one page: up to 200, or not said. */
export const pageSize = z
  .number()
  .int({ error: fault('NOT_INTEGER') })
  .min(0, { error: fault('TOO_SMALL', 0) })
  .max(IDS_MAX, { error: fault('TOO_LARGE', IDS_MAX) })
  .nullish();
