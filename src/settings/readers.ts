import { z } from 'zod';

/** A setting: its variable, what it is for, and how its text is read. */
export interface Setting {
  name: string;
  about: string;
  /** What an unset variable stands for, as text. None: the setting may be left open. */
  fallback?: string;
  /** Never shown, not even at start. */
  secret?: boolean;
  read: z.ZodType;
}

export const text = z.string().trim();
export const optionalText = text.transform((value) => value || undefined).optional();
export const matching = (form: RegExp, fault: string) => optionalText.pipe(z.string().regex(form, fault).optional());
export const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
export const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
/** The legacy documents write switches of mail as `true` or `1`. */
export const onOffLegacy = z
  .enum(['on', 'off', 'true', 'false', '1', '0'])
  .transform((value) => ['on', 'true', '1'].includes(value));

/** One address and nothing else: no name, no second address, no line break. */
export const MAIL_ADDRESS = /^(?!-)[^\s\p{Cc}@<>()[\],;:"\\]+@(?!-)[^\s\p{Cc}@<>()[\],;:"\\]+$/u;
export const address = z
  .string()
  .regex(MAIL_ADDRESS, { error: ({ input }) => `"${String(input)}" is not an e-mail address` });

/** `one, two` or `["one", "two"]`. */
export const list = text
  .transform((value, { addIssue }) => {
    if (!value.startsWith('[')) return value.split(',');
    const items = jsonOf(value);
    if (Array.isArray(items) && items.every((item) => typeof item === 'string')) return items as string[];
    addIssue('not a JSON array of texts');
    return z.NEVER;
  })
  .transform((items) => items.flatMap((item) => item.trim() || []));

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
