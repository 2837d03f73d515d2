import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { ChannelName } from '../domain/vocabulary.js';
import { captureChannel } from './capture.js';
import type { Channel } from './channel.js';
import { smtpChannel } from './email.js';
import { simulatedChannel } from './simulated.js';
import { twilioChannel } from './twilio.js';

/** The ways out for messages, by name. */
export type Channels = Readonly<Record<ChannelName, Channel>>;

/** The channels as the settings want them. */
export function openChannels(config: Config, log: Logger): Channels {
  const { smsProvider, whatsappProvider, smsFrom, whatsappFrom } = config;
  return {
    email: mailChannel(config, log),
    sms: phoneChannel('sms', smsProvider, smsFrom, config, log),
    whatsapp: phoneChannel('whatsapp', whatsappProvider, whatsappFrom, config, log),
  };
}

function mailChannel(config: Config, log: Logger): Channel {
  const { smtpHost } = config;
  if (smtpHost) return smtpChannel({ ...config, smtpHost });
  const folder = path.join(config.dataDirectory, 'mail');
  log.info({ folder }, 'no SMTP_HOST: mails are written to a folder and not sent');
  return captureChannel(config, folder);
}

function phoneChannel(
  name: 'sms' | 'whatsapp',
  provider: Config['smsProvider'],
  from: string | undefined,
  { twilioAccountSid, twilioAuthToken, twilioApiBase }: Config,
  log: Logger,
): Channel {
  if (provider === 'twilio') {
    return twilioChannel(name, {
      accountSid: twilioAccountSid!,
      authToken: twilioAuthToken!,
      apiBase: twilioApiBase,
      from: from!,
    });
  }
  log.info({ channel: name }, 'no gateway: messages on this channel are kept and not sent');
  return simulatedChannel(name);
}
