import type { SendMailOptions } from 'nodemailer';
import type { Config } from '../config.js';
import { MAIL_ADDRESS } from '../settings/readers.js';
import { DeliveryError, type OutgoingMessage } from './channel.js';

export type MailConfig = Pick<Config, 'mailDomain' | 'smtpFrom' | 'smtpFromName'>;

/** The message as a mail, and its Message-ID. Addresses go in as objects: a text would be taken apart, and could name others. */
export function composed(message: OutgoingMessage, config: MailConfig): SendMailOptions & { messageId: string } {
  if (!MAIL_ADDRESS.test(message.to)) throw new DeliveryError('EADDRESS', true);
  return {
    messageId: `<${message.id}@${config.mailDomain}>`,
    from: { name: config.smtpFromName, address: config.smtpFrom ?? `vigia@${config.mailDomain}` },
    to: { name: '', address: message.to },
    subject: message.subject,
    text: message.text,
    headers: message.automatic ? { 'Auto-Submitted': 'auto-generated' } : {},
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
