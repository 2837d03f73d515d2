import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contactCopied, reporterAddress } from '../../src/domain/contact.js';

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

describe('where a reporter is reached', () => {
  const phones = fc.stringMatching(/^9\d{8}$/);
  const spelt = (digits: string) =>
    fc.constantFrom(
      digits,
      `+51${digits}`,
      `+51 ${digits.slice(0, 3)}-${digits.slice(3, 6)}-${digits.slice(6)}`,
      `whatsapp:+51${digits}`,
      `WhatsApp: 51 ${digits}`.replace(': 51', ':+51'),
      `(+51) ${digits.slice(0, 3)} ${digits.slice(3)}`,
    );

  test('by telephone is one number, however it is written and wherever it stands', () => {
    const written = phones.chain((digits) => spelt(digits).map((text) => ({ digits, text })));
    const law = fc.property(
      written,
      fc.boolean(),
      fc.constantFrom('sms' as const, 'whatsapp' as const),
      (phone, inContact, channel) => {
        const fields = inContact ? { reportanteContacto: phone.text } : { reportanteTelefono: phone.text };
        expect(reporterAddress(fields, channel)).toBe(`+51${phone.digits}`);
      },
    );
    fc.assert(law, { numRuns: 300 });
  });

  test('is in E.164 or nothing, and exactly one address or nothing, whatever stands there', () => {
    const law = fc.property(reporter, (fields) => {
      expect(reporterAddress(fields, 'sms') ?? '+51999999999').toMatch(/^\+[1-9]\d{6,14}$/);
      expect(reporterAddress(fields, 'email') ?? 'a@b').toMatch(/^[^\s,<>@]+@[^\s,<>@]+$/);
    });
    fc.assert(law, { numRuns: 1000 });
  });

  test.each([
    ['email', { reportanteContacto: 'a@x.pe', reportanteEmail: 'b@x.pe' }, 'a@x.pe'],
    ['email', { reportanteContacto: '999111222', reportanteEmail: 'b@x.pe' }, 'b@x.pe'],
    ['email', { reportanteContacto: 'a@x.pe / 999111222' }, undefined],
    ['sms', { reportanteContacto: 'a@x.pe', reportanteTelefono: '01 234 5678' }, '+5112345678'],
    ['sms', { reportanteContacto: '+34 600 112 233' }, '+34600112233'],
    ['sms', { reportanteContacto: '999111222 anexo 12' }, undefined],
    ['whatsapp', { reportanteContacto: 'no tiene' }, undefined],
  ] as const)('by %s: %o', (channel, fields, address) => {
    expect(reporterAddress(fields, channel)).toBe(address);
  });
});
