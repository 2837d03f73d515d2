import { z } from 'zod';
import { address, list, onOffLegacy, optionalText, text, wholeNumber, type Setting } from './readers.js';

/** Mail, and who is told of what. */
export const MESSAGES = {
  notifyCargos: {
    name: 'ICSR_NOTIFY_CARGOS',
    about: 'Posts whose holders are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list,
  },
  notifyAreas: {
    name: 'ICSR_NOTIFY_AREAS',
    about: 'Areas whose people are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list,
  },
  notifyEmails: {
    name: 'ICSR_NOTIFY_EMAILS',
    about: 'Further addresses that are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list.pipe(z.array(address)),
  },
  smtpHost: {
    name: 'SMTP_HOST',
    about: 'Server that mail is sent through; left open, mails become files in `VIGIA_DATA_DIR/mail`',
    read: optionalText,
  },
  smtpPort: { name: 'SMTP_PORT', about: 'Port of the mail server', fallback: '587', read: wholeNumber(1, 65535) },
  smtpUser: { name: 'SMTP_USER', about: 'Login at the mail server', read: optionalText },
  smtpPassword: { name: 'SMTP_PASSWORD', about: 'Password at the mail server', secret: true, read: optionalText },
  smtpFrom: { name: 'SMTP_FROM', about: 'Address that mails come from', read: optionalText.pipe(address.optional()) },
  smtpFromName: {
    name: 'SMTP_FROM_NAME',
    about: 'Name that mails come from',
    fallback: 'VIGIA',
    read: text,
  },
  smtpSsl: {
    name: 'SMTP_USE_SSL',
    about: '`on` speaks TLS with the mail server from the first byte (port 465)',
    fallback: 'off',
    read: onOffLegacy,
  },
  smtpStarttls: {
    name: 'SMTP_STARTTLS',
    about: '`on` sends nothing before TLS is agreed on; `off` for a mail server next door that has none',
    fallback: 'on',
    read: onOffLegacy,
  },
  mailDomain: {
    name: 'MAIL_DOMAIN',
    about: 'Domain of our Message-IDs',
    fallback: 'vigia.system',
    read: text.regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'not a domain'),
  },
} as const satisfies Record<string, Setting>;
