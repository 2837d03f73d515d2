import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sniff } from '../../src/domain/content-type.js';
import { htmlToText } from '../../src/domain/html-text.js';
import {
  addressesIn,
  caseMarksIn,
  caseOfSender,
  deliveryReport,
  kindOfMail,
  type MailSigns,
  messageIdsIn,
  repliedTo,
} from '../../src/domain/inbound.js';
import { mailKey } from '../../src/domain/mail-identity.js';

const A_PERSON: MailSigns = { answersByItself: false, sender: 'eva@hospital.pe', failedRecipients: false };

describe('a mail is known to be', () => {
  test.each<[string, string, Partial<MailSigns>]>([
    ['of a person', 'MESSAGE', {}],
    ['of a person, though it says that it is no automatic one', 'MESSAGE', { autoSubmitted: 'no' }],
    ['of a person with a return address', 'MESSAGE', { returnPath: 'eva@hospital.pe' }],
    ['an automatic reply', 'AUTO_REPLY', { autoSubmitted: 'auto-replied' }],
    [
      'made by a program, in other letters and with more behind it',
      'AUTO_REPLY',
      { autoSubmitted: 'Auto-Generated; x=1' },
    ],
    ['of a program of the old kind', 'AUTO_REPLY', { answersByItself: true }],
    ['sent to many', 'AUTO_REPLY', { precedence: ' Bulk ' }],
    ['one that nobody may answer', 'AUTO_REPLY', { returnPath: '' }],
    ['a receipt', 'AUTO_REPLY', { contentType: 'multipart/report', reportType: 'disposition-notification' }],
    ['the report of a delivery', 'BOUNCE', { contentType: 'multipart/report', reportType: 'delivery-status' }],
    [
      'the report of a delivery, though it is automatic too',
      'BOUNCE',
      { reportType: 'delivery-status', autoSubmitted: 'auto-replied' },
    ],
    ['of a server that could not deliver', 'BOUNCE', { sender: 'mailer-daemon@mx.hospital.pe' }],
    ['of a server under its other name', 'BOUNCE', { sender: 'postmaster@mx.hospital.pe', returnPath: '' }],
    ['of a server that names whom it did not reach', 'BOUNCE', { failedRecipients: true }],
  ])('%s', (_what, kind, signs) => {
    expect(kindOfMail({ ...A_PERSON, ...signs })).toBe(kind);
  });

  test('of a person, where a name only looks like that of a server', () => {
    expect(kindOfMail({ ...A_PERSON, sender: 'postmasters@hospital.pe' })).toBe('MESSAGE');
    const keeper = { sender: 'postmaster@hospital.pe', returnPath: 'postmaster@hospital.pe' };
    expect(kindOfMail({ ...A_PERSON, ...keeper })).toBe('MESSAGE');
    expect(kindOfMail({ ...A_PERSON, ...keeper, returnPath: undefined })).toBe('MESSAGE');
  });
});

const atom = fc.stringMatching(/^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,40}$/);
const messageId = fc.tuple(atom, atom).map(([left, right]) => `<${left}@${right}>`);
const folding = fc.constantFrom(' ', '\r\n ', '\t', ' \r\n\t ', '');

describe('Message-IDs', () => {
  test('are found in their order, each once, however the header is folded and whatever stands between', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(messageId, folding), { maxLength: 30 }), (parts) => {
        const header = parts.map(([id, fold]) => id + fold).join('');
        expect(messageIdsIn(header)).toEqual([...new Set(parts.map(([id]) => id))]);
      }),
    );
    expect(messageIdsIn('Mensaje de Eva de 3 de mayo <a@b.pe> (se recibió)')).toEqual(['<a@b.pe>']);
  });

  test('that a mail replies to come first, then the latest of its references, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(messageId), fc.uniqueArray(messageId), (inReplyTo, references) => {
        const found = repliedTo({ inReplyTo, references });
        const ids = found.map(({ id }) => id);
        expect(ids).toEqual([...inReplyTo, ...references.toReversed().filter((id) => !inReplyTo.includes(id))]);
        expect(found.filter(({ by }) => by === 'IN_REPLY_TO').map(({ id }) => id)).toEqual(inReplyTo);
      }),
    );
  });

  test('are counted no further than a hundred', () => {
    expect(messageIdsIn(Array.from({ length: 500 }, (_, place) => `<${place}@b.pe>`).join(' '))).toHaveLength(100);
  });
});

describe('the mark of a case in a subject', () => {
  const number = fc.stringMatching(/^[A-Z0-9][A-Z0-9._/-]{0,30}[A-Z0-9]$/);

  test('is found behind whatever mail programs put before it, and in the letters that they make of it', () => {
    const before = fc.constantFrom('', 'Re: ', 'RV: FW: ', 'Respuesta automática: ', 'Re[2]: ');
    fc.assert(
      fc.property(number, before, fc.boolean(), (numero, prefix, lowered) => {
        const subject = `${prefix}[VIGIA] Seguimiento ICSR #${lowered ? numero.toLowerCase() : numero}`;
        expect(caseMarksIn(subject)).toContain(numero);
      }),
    );
  });

  test.each([
    ['Caso #ICSR-2026-001.', ['ICSR-2026-001']],
    ['Caso # 12, urgente', ['12']],
    ['Casos #7 y #8', ['7', '8']],
    ['sin caso', []],
    ['100 % #', []],
  ])('in «%s» is %j', (subject, marks) => {
    expect(caseMarksIn(subject)).toEqual(marks);
  });

  test('leads to a case only for its reporter, and to none where it could be two', () => {
    const ours = { id: 1, reporterEmail: 'Eva <EVA@hospital.pe>; otra@hospital.pe' };
    const another = { id: 2, reporterEmail: 'noeva@hospital.pe' };
    expect(caseOfSender([ours, another], 'eva@hospital.pe')).toBe(1);
    expect(caseOfSender([ours, another], 'va@hospital.pe')).toBeUndefined();
    expect(caseOfSender([ours, another], null)).toBeUndefined();
    expect(caseOfSender([ours, { ...another, reporterEmail: 'eva@hospital.pe' }], 'eva@hospital.pe')).toBeUndefined();
  });
});

test('addresses are found with names, brackets and separators around them, in small letters', () => {
  const address = fc
    .tuple(fc.stringMatching(/^[a-z0-9][a-z0-9._+-]{0,20}$/), fc.stringMatching(/^[a-z0-9-]{1,20}\.pe$/))
    .map(([left, right]) => `${left}@${right}`);
  fc.assert(
    fc.property(fc.array(address, { maxLength: 5 }), fc.constantFrom('; ', ', ', ' '), (addresses, between) => {
      const text = addresses.map((one, place) => (place % 2 ? `Eva Ñ. <${one.toUpperCase()}>` : one)).join(between);
      expect(addressesIn(text)).toEqual(addresses);
    }),
  );
});

describe('what a mail is known by', () => {
  const head = fc.dictionary(fc.stringMatching(/^X-[A-Za-z]{1,10}$/), fc.stringMatching(/^[\w ]{0,40}$/), {
    maxKeys: 5,
  });
  const body = fc.array(fc.stringMatching(/^[\w ñ.]{0,60}$/), { maxLength: 10 }).map((lines) => lines.join('\n'));
  const mail = (headers: object, text: string, end = '\r\n') =>
    Buffer.from(
      [...Object.entries(headers).map(([name, value]) => `${name}: ${value}`), '', ...text.split('\n')].join(end),
    );

  test('stays the same, whatever servers on the way put into its head and however lines end', () => {
    fc.assert(
      fc.property(head, head, body, messageId, (before, after, text, id) => {
        const own = { 'Message-ID': id, From: 'eva@hospital.pe' };
        const [one, other] = [mail(own, text), mail({ ...before, ...own, ...after }, text, '\n')];
        expect(mailKey(one)).toBe(mailKey(other));
      }),
    );
  });

  test('is another for another text, also under the same Message-ID, and for another Message-ID', () => {
    fc.assert(
      fc.property(body, fc.stringMatching(/^\w{1,20}$/), messageId, (text, more, id) => {
        const key = mailKey(mail({ 'Message-ID': id }, text));
        expect(mailKey(mail({ 'Message-ID': id }, `${text}\n${more}`))).not.toBe(key);
        expect(mailKey(mail({ 'Message-ID': `<z${id.slice(1)}` }, text))).not.toBe(key);
      }),
    );
  });

  test('without a Message-ID is sender, date, subject and text', () => {
    const own = { From: 'eva@hospital.pe', Date: 'Mon, 1 Jun 2026 10:00:00 -0500', Subject: 'Hola' };
    expect(mailKey(mail(own, 'uno'))).toBe(mailKey(mail({ Received: 'de aquí', ...own }, 'uno')));
    for (const name of Object.keys(own)) {
      expect(mailKey(mail({ ...own, [name]: 'otra cosa' }, 'uno')), name).not.toBe(mailKey(mail(own, 'uno')));
    }
  });

  test('can be told of any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), (raw) => {
        expect(mailKey(raw)).toMatch(/^email:[0-9a-f]{64}$/);
      }),
    );
  });
});

describe('HTML as text', () => {
  const word = fc.stringMatching(/^[a-zñáéíóú]{1,12}$/);
  const tag = fc.constantFrom('p', 'b', 'div', 'td', 'li', 'span', 'h1', 'font');

  test('has every word, in its order, and no tag', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(tag, word, fc.boolean()), { maxLength: 30 }), (parts) => {
        const html = parts
          .map(([name, text, closes]) => `<${name} class="x">${text}${closes ? `</${name}>` : ''} `)
          .join('');
        const text = htmlToText(`<html><head><style>p { color: red }</style></head><body>${html}</body></html>`);
        expect(text.split(/\s+/).filter(Boolean)).toEqual(parts.map(([, own]) => own));
      }),
    );
  });

  test('tells of links, keeps what only looks like a tag, and leaves scripts out', () => {
    const html =
      'Vea <a href="https://digemid.example.pe/a?b=1&amp;c=2">aqu&iacute;</a>: T&nbsp;&lt; 38 y 3 < 4<script>alert(1)</script>';
    expect(htmlToText(html)).toBe('Vea aquí [https://digemid.example.pe/a?b=1&c=2]: T < 38 y 3 < 4');
  });

  test('takes no longer for texts that are made to hold it up', () => {
    for (const part of ['<div>', '<', '<!--', '<a href="', '&', '<p><b>', '</p>', '<script>', '<x ', '\n ']) {
      const time = (count: number) => {
        const before = process.cpuUsage().user;
        htmlToText(part.repeat(count));
        return process.cpuUsage().user - before;
      };
      time(1000);
      expect(time(200_000), part).toBeLessThan(20_000_000);
    }
  });
});

describe('the report of a delivery', () => {
  test.each([
    [
      'Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 <eva@hospital.pe> no existe',
      true,
      '5.1.1 550 <…> no existe',
    ],
    ['Action: delayed\nStatus: 4.4.1', false, '4.4.1'],
    ['Action: delivered\nStatus: 2.0.0', false, '2.0.0'],
    ['No se pudo entregar', true, null],
  ])('%j', (text, failed, reason) => {
    expect(deliveryReport(text)).toEqual({ failed, reason });
  });
});

test('a file is what its content says', () => {
  const bytes = (text: string) => Buffer.from(text, 'latin1');
  const types = {
    '%PDF-1.7\n\x80': 'application/pdf',
    '\x89PNG\r\n\x1a\n': 'image/png',
    '\xff\xd8\xff\xe0': 'image/jpeg',
    'PK\x03\x04\x00word/document.xml': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'PK\x03\x04\x00fotos/uno.jpg': 'application/zip',
    'Lote 7\n': 'text/plain; charset=utf-8',
    '\x00\x01\x02': 'application/octet-stream',
  };
  expect(Object.fromEntries(Object.keys(types).map((text) => [text, sniff(bytes(text)).type]))).toEqual(types);
  const programs = ['MZ\x90\x00\x03', '\x7fELF\x02', '#!/bin/sh\n', '\xca\xfe\xba\xbe\x00'];
  expect(programs.map((text) => sniff(bytes(text)).runs)).toEqual([true, true, true, true]);
});
