import type { Config } from './table.js';

/** Settings that are valid one by one but must not stand together. */
export function contradictions(config: Config, environment: NodeJS.ProcessEnv): string[] {
  const faults: string[] = [];
  if (config.production && config.allowedOrigins.includes('*')) {
    faults.push('ALLOWED_ORIGINS: * lets every web page act for your users. Name the origins.');
  }
  if (
    config.production &&
    environment.ADMIN_PASSWORD &&
    /^(.)\1*$|password|contrase|clave|admin|vigia|123456|qwerty|changeme/i.test(environment.ADMIN_PASSWORD)
  ) {
    faults.push('ADMIN_PASSWORD: too easy to guess for production. Choose another one, or leave it open.');
  }
  if (config.production && config.jwtSecret && new Set(config.jwtSecret).size < 12) {
    faults.push(
      'JWT_SECRET: too regular to be secret. Take the output of `openssl rand -base64 48`, or leave it open.',
    );
  }
  return [
    ...faults,
    ...mailContradictions(config),
    ...gatewayContradictions(config),
    ...inboxContradictions(config),
    ...fileContradictions(config),
  ];
}

function mailContradictions({ production, smtpHost, smtpUser, smtpPassword, ...config }: Config): string[] {
  const told = config.notifyCargos.length + config.notifyAreas.length + config.notifyEmails.length > 0;
  const faults: string[] = [];
  if (!smtpHost && production) {
    if (told) faults.push('SMTP_HOST: ICSR_NOTIFY_* names people, and no mail would reach them. Set it.');
    if (config.digemidOtp) faults.push('SMTP_HOST: DIGEMID_OTP sends codes by mail, and none would arrive. Set it.');
  }
  if (!smtpHost) return faults;
  if (!config.smtpFrom) faults.push('SMTP_FROM: mail needs an address to come from. Set it.');
  if (!smtpUser !== !smtpPassword) faults.push('SMTP_USER, SMTP_PASSWORD: the one needs the other. Set both or none.');
  if (production && smtpPassword && !config.smtpSsl && !config.smtpStarttls) {
    faults.push('SMTP_STARTTLS: off would let the password travel in the clear. Leave it on, or use SMTP_USE_SSL.');
  }
  return faults;
}

function gatewayContradictions({
  production,
  smsProvider,
  smsFrom,
  whatsappProvider,
  whatsappFrom,
  ...config
}: Config) {
  const faults: string[] = [];
  if (smsProvider === 'twilio' && !smsFrom) faults.push('SMS_FROM: SMS need a number to come from. Set it.');
  if (whatsappProvider === 'twilio' && !whatsappFrom)
    faults.push('WHATSAPP_FROM: WhatsApp messages need a number to come from. Set it.');
  if (smsProvider !== 'twilio' && whatsappProvider !== 'twilio') return faults;
  if (!config.twilioAccountSid || !config.twilioAuthToken)
    faults.push('TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN: a provider is twilio, and it needs both. Set them.');
  if (production && config.twilioApiBase.startsWith('http:'))
    faults.push('TWILIO_API_BASE: http would let messages and the key travel in the clear. Use https.');
  return faults;
}

function inboxContradictions({ production, imapHost, imapUser, imapPassword, imapTls }: Config): string[] {
  const faults: string[] = [];
  if (imapHost && !(imapUser && imapPassword)) {
    faults.push(
      'IMAP_USER, IMAP_PASSWORD: nobody can read a mailbox without a login. Set both, or leave IMAP_HOST open.',
    );
  }
  if (production && imapHost && imapTls === 'off') {
    faults.push('IMAP_TLS: off would let the password and the mails travel in the clear. Use `tls` or `starttls`.');
  }
  return faults;
}

function fileContradictions({ production, ...config }: Config): string[] {
  const { filesS3Bucket: bucket, filesS3Region: region, filesS3Endpoint: endpoint, filesS3Prefix: prefix } = config;
  const { filesS3AccessKeyId: key, filesS3SecretAccessKey: secret } = config;
  if (!bucket && (region || endpoint || prefix || key || secret))
    return ['FILES_S3_BUCKET: other FILES_S3_* are set, and documents would be kept in a folder. Set it, or none.'];
  const faults: string[] = [];
  if (bucket && !region && !endpoint) faults.push("FILES_S3_REGION: a bucket of Amazon's needs its region. Set it.");
  if (!key !== !secret)
    faults.push('FILES_S3_ACCESS_KEY_ID, FILES_S3_SECRET_ACCESS_KEY: the one needs the other. Set both or none.');
  if (production && endpoint?.startsWith('http:'))
    faults.push('FILES_S3_ENDPOINT: http would let documents travel in the clear. Use https.');
  return faults;
}
