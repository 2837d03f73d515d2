import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactCopied } from '../../src/domain/contact.js';

const some = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.emailAddress(),
  fc.stringMatching(/^(whatsapp:|WhatsApp:)? ?[0-9+ ]{0,12}$/),
);
const reporter = fc.record({
  reportanteContacto: fc.option(some),
  reportanteEmail: fc.option(fc.emailAddress()),
  reportanteTelefono: fc.option(fc.stringMatching(/^9\d{8}$/)),
});

describe('the contact of a reporter', () => {
  test('is never copied over an e-mail or a telephone that was given', () => {
    const law = fc.property(reporter, (before) => {
      const copied = contactCopied(before);
      if (before.reportanteEmail) expect(copied).not.toHaveProperty('reportanteEmail');
      if (before.reportanteTelefono) expect(copied).not.toHaveProperty('reportanteTelefono');
      expect(copied).not.toHaveProperty('reportanteContacto');
    });
    fc.assert(law, { numRuns: 500 });
  });

  test('is copied to one place at most, and only once', () => {
    const law = fc.property(reporter, (before) => {
      const copied = contactCopied(before);
      expect(Object.keys(copied).length).toBeLessThanOrEqual(1);
      const again = contactCopied({ ...before, ...copied });
      if (Object.values(copied).some(Boolean)) expect(again).toEqual({});
    });
    fc.assert(law, { numRuns: 500 });
  });

  test('is copied as a text like any other: trimmed, and never blank', () => {
    const law = fc.property(reporter, (before) => {
      for (const text of Object.values(contactCopied(before)) as string[])
        expect(text).toSatisfy((t: string) => t !== '' && t === t.trim());
    });
    fc.assert(law, {
      numRuns: 1000,
      examples: [[{ reportanteContacto: 'whatsapp: 999111222', reportanteEmail: null, reportanteTelefono: null }]],
    });
  });

  test.each([
    ['ana@example.pe', { reportanteEmail: 'ana@example.pe' }],
    [' ana@example.pe ', { reportanteEmail: 'ana@example.pe' }],
    ['999 111 222', { reportanteTelefono: '999 111 222' }],
    ['whatsapp:+51999111222', { reportanteTelefono: '+51999111222' }],
    ['  ', {}],
    [null, {}],
    [undefined, {}],
  ])('%o is taken for what it is', (reportanteContacto, expected) => {
    expect(contactCopied({ reportanteContacto })).toEqual(expected);
  });
});
