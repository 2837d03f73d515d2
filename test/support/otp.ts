import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { type MailServer, startMailServer } from '../channels/mail-server.js';
import type { Client } from './client.js';
import { startServer, type TestServer } from './server.js';

/** A server that asks for one-time codes, and the mail server that it sends them through. */
export interface OtpServer {
  server: TestServer;
  mail: MailServer;
  settings: Record<string, string>;
  close(): Promise<void>;
}

/** Printed or not is not what these tests are about: the Word file is delivered in place of the PDF. */
export async function startOtpServer(): Promise<OtpServer> {
  const mail = await startMailServer();
  const settings = otpSettings(mail);
  const server = await startServer(settings);
  return { server, mail, settings, close: async () => void (await Promise.all([server.close(), mail.close()])) };
}

export function otpSettings({ port }: { port: number }): Record<string, string> {
  return {
    DIGEMID_OTP: 'required',
    EXPORT_PDF_ENGINE: 'none',
    SMTP_HOST: '127.0.0.1',
    SMTP_PORT: String(port),
    SMTP_STARTTLS: 'off',
    SMTP_FROM: 'farmacovigilancia@example.pe',
  };
}

/** The code in the newest mail. */
export function newestCode({ arrived }: MailServer): string {
  const code = /^(\d{6})$/m.exec(arrived.at(-1)?.mail.text ?? '')?.[1];
  if (!code) throw new Error('The newest mail has no code');
  return code;
}

/** Has a code sent over REST, and looks it up in the mail. */
export async function askForCode({ mail }: Pick<OtpServer, 'mail'>, client: Client, id: number): Promise<string> {
  const { status, body } = await client.rest('POST', `/icsr/${id}/export/digemid/otp`);
  if (status !== 200) throw new Error(`No code was sent: ${JSON.stringify(body)}`);
  return newestCode(mail);
}

/** Another code than this one. */
export function wrongCode(code: string, step = 1): string {
  return String((Number(code) + step) % 1_000_000).padStart(6, '0');
}

/** How many documents the server keeps. */
export async function keptFiles({ house }: TestServer): Promise<number> {
  const folder = path.join(house.config.dataDirectory, 'files');
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).length;
}
