import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { simpleParser } from 'mailparser';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { captureChannel } from '../../src/channels/capture.js';
import { type Channel, DeliveryError, type OutgoingMessage } from '../../src/channels/channel.js';
import { smtpChannel } from '../../src/channels/email.js';
import { simulatedChannel } from '../../src/channels/simulated.js';
import { twilioChannel } from '../../src/channels/twilio.js';
import { type MailServer, startMailServer } from './mail-server.js';
import { ACCOUNT, startTwilio, TOKEN, type TwilioServer } from './twilio-server.js';

const FROM = { mailDomain: 'vigia.example.pe', smtpFrom: 'farmacovigilancia@example.pe', smtpFromName: 'Unidad' };
const OURS = '+51999000111';
const PHONE = '+51987654321';
const folder = mkdtempSync(path.join(tmpdir(), 'vigia-channels-'));

let mail: MailServer;
let twilio: TwilioServer;
/** Where a server was and is no more. */
let gone: string;
beforeAll(async () => {
  mail = await startMailServer();
  twilio = await startTwilio();
  const short = await startTwilio();
  gone = short.base;
  await short.close();
});
afterAll(async () => {
  await mail.close();
  await twilio.close();
  rmSync(folder, { recursive: true, force: true });
});
afterEach(() => {
  mail.arrived.length = 0;
  mail.refusals.clear();
  twilio.taken.length = 0;
  twilio.mood = undefined;
  rmSync(folder, { recursive: true, force: true });
});

function smtp(port = mail.port): Channel {
  const plain = { smtpSsl: false, smtpStarttls: false, smtpUser: undefined, smtpPassword: undefined };
  return smtpChannel({ ...FROM, ...plain, smtpHost: '127.0.0.1', smtpPort: port });
}

function gateway(name: 'sms' | 'whatsapp', { base = twilio.base, token = TOKEN } = {}): Channel {
  return twilioChannel(name, { accountSid: ACCOUNT, authToken: token, apiBase: base, from: OURS });
}

interface Arrived {
  to: string;
  text: string;
}

interface Way {
  way: string;
  to: string;
  open(): Channel;
  /** What has come out at the other end. */
  out(): Promise<Arrived[]>;
  /** The same channel where nobody listens. */
  nowhere?(): Channel;
  /** Has the next message refused: for good, or for now. */
  refuse?(kind: 'for good' | 'for now'): void;
}

const mails = async () =>
  mail.arrived.map(({ recipients, mail }) => ({ to: recipients.join(), text: mail.text!.trimEnd() }));
const files = async () =>
  Promise.all(
    readdirSync(folder).map(async (name) => {
      const { to, text } = await simpleParser(readFileSync(path.join(folder, name)));
      return { to: [to].flat()[0]!.text, text: text!.trimEnd() };
    }),
  );
const phones = async () => twilio.taken.map(({ to, body }) => ({ to: to.replace('whatsapp:', ''), text: body }));
const refuseByGateway = (kind: string) =>
  void (twilio.mood = kind === 'for good' ? { status: 400, code: 21211 } : { status: 429, code: 20429 });

const WAYS: Way[] = [
  {
    way: 'mail by SMTP',
    to: 'garcia@hospital.com',
    open: smtp,
    out: mails,
    nowhere: () => smtp(1),
    refuse: (kind) => void mail.refusals.set('garcia@hospital.com', kind === 'for good' ? 550 : 451),
  },
  { way: 'mail into files', to: 'garcia@hospital.com', open: () => captureChannel(FROM, folder), out: files },
  ...(['sms', 'whatsapp'] as const).flatMap((name): Way[] => [
    {
      way: `${name} by Twilio`,
      to: PHONE,
      open: () => gateway(name),
      out: phones,
      nowhere: () => gateway(name, { base: gone }),
      refuse: refuseByGateway,
    },
    { way: `${name} simulated`, to: PHONE, open: () => simulatedChannel(name), out: async () => [] },
  ]),
];

const messageTo = (to: string): OutgoingMessage => ({
  id: randomUUID(),
  to,
  subject: 'Seguimiento',
  text: '¿Cuál es el número de lote?\n- Ibuprofeno\n& «Ñandú» + 100 %',
  automatic: false,
});

async function using<Result>(channel: Channel, work: (channel: Channel) => Promise<Result>): Promise<Result> {
  try {
    return await work(channel);
  } finally {
    channel.close();
  }
}

const failureOf = (channel: Channel, message: OutgoingMessage): Promise<unknown> =>
  using(channel, (open) => open.deliver(message).catch((error: unknown) => error));

describe.each(WAYS)('a message by $way', ({ way, to, open, out }) => {
  test('arrives once, whole, at whom it is for', async () => {
    const message = messageTo(to);
    await using(open(), (channel) => channel.deliver(message));
    expect(await out()).toEqual(way.endsWith('simulated') ? [] : [{ to, text: message.text }]);
  });

  test('has an id at the other side, and each message another', async () => {
    const ids = await using(open(), async (channel) => [
      await channel.deliver(messageTo(to)),
      await channel.deliver(messageTo(to)),
    ]);
    expect(ids.every((id) => id.length > 10)).toBe(true);
    expect(new Set(ids).size).toBe(2);
  });
});

describe.each(WAYS.filter((one): one is Required<Way> => one.refuse !== undefined))(
  'a message by $way that cannot leave',
  ({ to, open, out, nowhere, refuse }) => {
    test('since nobody listens has certainly not left, and another attempt is worth it', async () => {
      const error = await failureOf(nowhere(), messageTo(to));
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ permanent: false, uncertain: false, reason: 'Connection refused' });
    });

    test.each(['for good', 'for now'] as const)(
      'since it is refused %s has certainly not left, and the error quotes nobody',
      async (kind) => {
        refuse(kind);
        const error = await failureOf(open(), messageTo(to));
        expect(error).toBeInstanceOf(DeliveryError);
        expect(error).toMatchObject({ permanent: kind === 'for good', uncertain: false });
        const { message, code, reason } = error as DeliveryError;
        expect(`${message} ${code} ${reason}`).not.toContain(to);
        expect(await out()).toEqual([]);
      },
    );
  },
);

describe('Twilio', () => {
  test('is told who sends to whom as it wants to be told', async () => {
    await gateway('sms').deliver(messageTo(PHONE));
    await gateway('whatsapp').deliver(messageTo(PHONE));
    expect(twilio.taken).toMatchObject([
      { to: PHONE, from: OURS },
      { to: `whatsapp:${PHONE}`, from: `whatsapp:${OURS}` },
    ]);
  });

  test.each(['takes and hangs up', 'takes and fails', 'endless'] as const)(
    'that %s leaves it open whether the message is on its way',
    async (mood) => {
      twilio.mood = mood;
      expect(await failureOf(gateway('sms'), messageTo(PHONE))).toMatchObject({ permanent: false, uncertain: true });
    },
  );

  test('is asked what became of a message: an equal one that is older is another', async () => {
    const message = messageTo(PHONE);
    const channel = gateway('sms');
    const sid = await channel.deliver(message);
    await channel.deliver({ ...message, text: 'Otro' });
    await channel.deliver({ ...message, to: '+51999888777' });
    expect(await channel.delivered!(message, new Date())).toEqual([sid]);
    twilio.taken[0]!.date_created = new Date(Date.now() - 3_600_000).toUTCString();
    expect(await channel.delivered!(message, new Date())).toEqual([]);
  });

  test('that does not know us is no fault of the message', async () => {
    const wrong = gateway('sms', { token: 'otra' });
    expect(await failureOf(wrong, messageTo(PHONE))).toMatchObject({ code: '401 20003', permanent: false });
  });
});
