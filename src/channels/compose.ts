import type { SendMailOptions } from 'nodemailer';
import type { Config } from '../config.js';
import { MAIL_ADDRESS } from '../settings/readers.js';
import { DeliveryError, type OutgoingMessage } from './channel.js';

export type MailConfig = Pick<Config, 'mailDomain' | 'smtpFrom' | 'smtpFromName'>;

/** The Message-ID of a mail, known before it is sent for the first time. */
export function messageIdOf(id: string, { mailDomain }: Pick<Config, 'mailDomain'>): string {
  return `<${id}@${mailDomain}>`;
}

/** The message as a mail, and its Message-ID. Addresses go in as objects: a text would be taken apart, and could name others. */
export function composed(message: OutgoingMessage, config: MailConfig): SendMailOptions & { messageId: string } {
  if (!MAIL_ADDRESS.test(message.to))
    throw new DeliveryError('EADDRESS', { permanent: true, reason: 'Invalid address' });
  return {
    messageId: message.messageId ?? messageIdOf(message.id, config),
    from: { name: config.smtpFromName, address: config.smtpFrom ?? `vigia@${config.mailDomain}` },
    to: { name: '', address: message.to },
    subject: message.subject ?? '',
    text: message.text,
    ...(message.inReplyTo && { inReplyTo: message.inReplyTo }),
    ...(message.references?.length && { references: [...message.references] }),
    headers: message.automatic ? { 'Auto-Submitted': 'auto-generated' } : {},
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
