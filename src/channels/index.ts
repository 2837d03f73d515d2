import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import { captureChannel } from './capture.js';
import type { Channel } from './channel.js';
import { smtpChannel } from './email.js';

/** The ways out for messages, by name. */
export interface Channels {
  email: Channel;
}

/** The channels as the settings want them. */
export function openChannels(config: Config, log: Logger): Channels {
  const { smtpHost } = config;
  if (smtpHost) return { email: smtpChannel({ ...config, smtpHost }) };
  const folder = path.join(config.dataDirectory, 'mail');
  log.info({ folder }, 'no SMTP_HOST: mails are written to a folder and not sent');
  return { email: captureChannel(config, folder) };
}
