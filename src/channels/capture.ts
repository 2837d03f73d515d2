import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { createTransport } from 'nodemailer';
import type { Channel } from './channel.js';
import { composed, type MailConfig } from './compose.js';

/** Mail for nobody: each message becomes a file `<id>.eml` in a folder, where there is no SMTP server to give it to. */
export function captureChannel(config: MailConfig, folder: string): Channel {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  return {
    name: 'email',
    async deliver(message) {
      const mail = composed(message, config);
      const { message: bytes } = await transport.sendMail(mail);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const place = path.join(folder, `${message.id}.eml`);
      // Written aside and moved into place, so that nobody reads half a message.
      await writeFile(`${place}.part`, bytes as Buffer, { mode: 0o600 });
      await rename(`${place}.part`, place);
      return mail.messageId;
    },
    close: () => transport.close(),
  };
}
