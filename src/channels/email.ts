import { createTransport } from 'nodemailer';
import type { Config } from '../config.js';
import { type Channel, DeliveryError } from './channel.js';
import { composed, type MailConfig } from './compose.js';

/** As many as there are jobs at once. */
const CONNECTIONS_MAX = 2;
const CONNECT_MS = 10_000;
/** For one message from the first to the last byte, however slowly the other side answers. */
const DELIVERY_MS = 15_000;

export type SmtpConfig = MailConfig &
  Pick<Config, 'smtpPort' | 'smtpUser' | 'smtpPassword' | 'smtpSsl' | 'smtpStarttls'> & { smtpHost: string };

/** Mail through an SMTP server, over connections that are kept open. */
export function smtpChannel(config: SmtpConfig): Channel {
  const transport = createTransport({
    pool: true,
    host: config.smtpHost,
    port: config.smtpPort,
    secure: config.smtpSsl,
    // Never "if the server offers it": whoever sits in between would have it not offered.
    requireTLS: config.smtpStarttls,
    ignoreTLS: !config.smtpStarttls,
    auth: config.smtpUser ? { user: config.smtpUser, pass: config.smtpPassword } : undefined,
    maxConnections: CONNECTIONS_MAX,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: DELIVERY_MS,
  });
  return {
    name: 'email',
    async deliver(message) {
      const mail = composed(message, config);
      try {
        await transport.sendMail({ ...mail, signal: AbortSignal.timeout(DELIVERY_MS) });
        return mail.messageId;
      } catch (error) {
        throw refusal(error);
      }
    },
    close: () => transport.close(),
  };
}

/** Commands whose refusal is about this message. At all others the server refuses us: somebody will mend that. */
const COMMANDS_OF_A_MESSAGE = new Set(['RCPT TO', 'DATA']);

function refusal(error: unknown): DeliveryError {
  const { code, command, responseCode } = error as { code?: string; command?: string; responseCode?: number };
  const permanent = COMMANDS_OF_A_MESSAGE.has(command ?? '') && (responseCode ?? 0) >= 500;
  return new DeliveryError([code ?? 'UNKNOWN', responseCode].filter(Boolean).join(' '), permanent, error);
}
