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

interface SmtpError {
  code?: string;
  command?: string;
  responseCode?: number;
  message: string;
}

function refusal(cause: unknown): DeliveryError {
  const error = cause as SmtpError;
  const { code = 'UNKNOWN', command = '', responseCode } = error;
  const permanent = COMMANDS_OF_A_MESSAGE.has(command) && (responseCode ?? 0) >= 500;
  const uncertain = responseCode === undefined && !BEFORE_THE_MESSAGE.some((form) => form.test(error.message));
  const text = [code, responseCode].filter(Boolean).join(' ');
  return new DeliveryError(text, { permanent, uncertain, reason: reasonOf(error), cause });
}

/**
 * What goes wrong before the message is given: nodemailer names no step, only what happened. A silence or a cut in any other
 * place may have come after the last byte.
 */
const BEFORE_THE_MESSAGE = [
  /^connect E[A-Z]+/,
  /^getaddrinfo /,
  /^Connection timeout/,
  /^Greeting never received/,
  /TLS/,
  /certificate/i,
];

/** The first that fits, for a person to read. The words of the server itself may hold addresses. */
const REASONS: readonly [RegExp, string][] = [
  [/ECONNREFUSED/, 'Connection refused'],
  [/ENOTFOUND|EAI_AGAIN|EDNS/, 'Name or service not known'],
  [/EHOSTUNREACH|ENETUNREACH/, 'No route to host'],
  [/EAUTH/, 'Authentication failed'],
  [/ETLS|TLS|certificate/, 'No secure connection'],
  [/EENVELOPE/, 'Address refused'],
  [/EMESSAGE/, 'Message refused'],
  [/ETIMEDOUT|Timeout|aborted/i, 'Connection timed out'],
  [/ECONNRESET|ECONNECTION|ESOCKET/, 'Connection closed'],
];

function reasonOf({ code, message, responseCode }: SmtpError): string {
  const found = REASONS.find(([form]) => form.test(`${code ?? ''} ${responseCode ? '' : message}`))?.[1];
  const reason = found ?? code ?? 'Unknown error';
  return responseCode ? `${reason} (${responseCode})` : reason;
}
