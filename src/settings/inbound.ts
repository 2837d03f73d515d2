import { z } from 'zod';
import { optionalText, text, wholeNumber, type Setting } from './readers.js';

const secret = optionalText.pipe(z.string().min(32).optional());

/** How messages come in: the mailbox, and the addresses that providers call. */
export const INBOUND = {
  imapHost: {
    name: 'IMAP_HOST',
    about: 'Server of the mailbox that reporters write to; left open, no mailbox is read',
    read: optionalText,
  },
  imapPort: {
    name: 'IMAP_PORT',
    about: 'Port of that server: usually 993 with `tls`, 143 with `starttls`',
    fallback: '993',
    read: wholeNumber(1, 65535),
  },
  imapUser: { name: 'IMAP_USER', about: 'Login at the mailbox', read: optionalText },
  imapPassword: { name: 'IMAP_PASSWORD', about: 'Password of the mailbox', secret: true, read: optionalText },
  imapMailbox: {
    name: 'IMAP_MAILBOX',
    about: 'Folder of the mailbox that is read. Nothing in it is changed, marked or deleted',
    fallback: 'INBOX',
    read: text.min(1),
  },
  imapTls: {
    name: 'IMAP_TLS',
    about:
      '`tls` speaks TLS from the first byte, `starttls` before the login; `off` for a server next door that has none',
    fallback: 'tls',
    read: z.enum(['tls', 'starttls', 'off']),
  },
  imapPollSeconds: {
    name: 'IMAP_POLL_SECONDS',
    about: 'How often the mailbox is looked into without being called, in seconds',
    fallback: '120',
    read: wholeNumber(1, 3600),
  },
  inboundBytesMax: {
    name: 'INBOUND_BYTES_MAX',
    about: 'Largest message that is taken in, in bytes; of a larger one in the mailbox, the beginning',
    fallback: '25000000',
    read: wholeNumber(10_000, 100_000_000),
  },
  twilioAuthToken: {
    name: 'TWILIO_AUTH_TOKEN',
    about:
      'Key of the account at Twilio, which signs its calls with it; with `PUBLIC_URL` it opens `/webhooks/twilio/sms` and `/webhooks/twilio/whatsapp`',
    secret: true,
    read: optionalText,
  },
  emailWebhookSecret: {
    name: 'EMAIL_WEBHOOK_SECRET',
    about:
      'Key that mails given to `POST /webhooks/email` are signed with, 32 characters or more; left open, there is no such address',
    secret: true,
    read: secret,
  },
} as const satisfies Record<string, Setting>;
