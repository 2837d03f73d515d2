import { type MailServer } from '../channels/mail-server.js';

/** Settings that send mail through a server of the tests. */
export function mailSettings({ port }: Pick<MailServer, 'port'>): Record<string, string> {
  return {
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(port),
    SMTP_STARTTLS: 'off',
    SMTP_FROM: 'farmacovigilancia@example.pe',
  };
}
