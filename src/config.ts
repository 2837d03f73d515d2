import path from 'node:path';
import { z } from 'zod';

interface Setting {
  name: string;
  about: string;
  /** What an unset variable stands for, as text. None: the setting may be left open. */
  fallback?: string;
  /** Never shown, not even at start. */
  secret?: boolean;
  read: z.ZodType;
}

const text = z.string().trim();
const optionalText = text.transform((value) => value || undefined).optional();
const matching = (form: RegExp, fault: string) => optionalText.pipe(z.string().regex(form, fault).optional());
const wholeNumber = (min: number, max: number) => z.coerce.number().int().min(min).max(max);
const onOff = z.enum(['on', 'off']).transform((value) => value === 'on');
/** The legacy documents write switches of mail as `true` or `1`. */
const onOffLegacy = z
  .enum(['on', 'off', 'true', 'false', '1', '0'])
  .transform((value) => ['on', 'true', '1'].includes(value));

/** One address and nothing else: no name, no second address, no line break. */
export const MAIL_ADDRESS = /^(?!-)[^\s\p{Cc}@<>()[\],;:"\\]+@(?!-)[^\s\p{Cc}@<>()[\],;:"\\]+$/u;
const address = z.string().regex(MAIL_ADDRESS, { error: ({ input }) => `"${String(input)}" is not an e-mail address` });

/** `one, two` or `["one", "two"]`. */
const list = text
  .transform((value, { addIssue }) => {
    if (!value.startsWith('[')) return value.split(',');
    const items = jsonOf(value);
    if (Array.isArray(items) && items.every((item) => typeof item === 'string')) return items as string[];
    addIssue('not a JSON array of texts');
    return z.NEVER;
  })
  .transform((items) => items.flatMap((item) => item.trim() || []));

function jsonOf(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** Every setting of the program, and the only place where the environment is read. `docs/settings.md` is made from it. */
export const SETTINGS = {
  production: {
    name: 'NODE_ENV',
    about: '`production` refuses weak settings and switches the explorer and introspection off',
    fallback: 'development',
    read: z.enum(['development', 'production', 'test']).transform((value) => value === 'production'),
  },
  host: { name: 'HOST', about: 'Address to listen on', fallback: '127.0.0.1', read: text.min(1) },
  port: { name: 'PORT', about: 'Port to listen on; 0 takes a free one', fallback: '4000', read: wholeNumber(0, 65535) },
  publicUrl: {
    name: 'PUBLIC_URL',
    about: 'Address under which clients reach the server, where it is not the one it listens on',
    read: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  },
  trustProxy: {
    name: 'TRUST_PROXY',
    about: 'How many proxies stand before the server and add to `X-Forwarded-For`; `off` when none does',
    fallback: 'off',
    read: z
      .literal('off')
      .transform(() => 0)
      .or(wholeNumber(0, 10)),
  },
  allowedOrigins: {
    name: 'ALLOWED_ORIGINS',
    about: 'Comma list of web origins, beside our own, whose pages may call the API and open subscriptions',
    fallback: '',
    read: text.transform((value) => value.split(',').flatMap((origin) => origin.trim() || [])),
  },
  dataDirectory: {
    name: 'VIGIA_DATA_DIR',
    about: 'Folder of the embedded database, of documents and of caches',
    fallback: './data',
    read: text.min(1).transform((value) => path.resolve(value)),
  },
  databaseUrl: {
    name: 'DATABASE_URL',
    about: 'A PostgreSQL 14 or newer to use in place of the embedded one, as `postgres://user:password@host/database`',
    secret: true,
    read: optionalText.pipe(z.url({ protocol: /^postgres(ql)?$/ }).optional()),
  },
  databasePoolMax: {
    name: 'DATABASE_POOL_MAX',
    about: 'Most connections of one process, for reading and for writing each',
    fallback: '10',
    read: wholeNumber(2, 200),
  },
  demo: { name: 'VIGIA_DEMO', about: '`off` leaves a new embedded database empty', fallback: 'on', read: onOff },
  adminEmail: {
    name: 'ADMIN_EMAIL',
    about: 'Login of the first administrator',
    fallback: 'admin@vigia.local',
    read: text.min(3).includes('@'),
  },
  adminPassword: {
    name: 'ADMIN_PASSWORD',
    about: 'Password of the first administrator; left open, one is made and shown once. At least 10 characters',
    secret: true,
    read: optionalText.pipe(z.string().min(10).optional()),
  },
  jwtSecret: {
    name: 'JWT_SECRET',
    about: 'Key of the access tokens, 32 characters or more; left open, one is made and kept in the database',
    secret: true,
    read: optionalText.pipe(z.string().min(32).optional()),
  },
  tokenMinutes: {
    name: 'TOKEN_MINUTES',
    about: 'Life of an access token, in minutes',
    fallback: '480',
    read: wholeNumber(1, 10_080),
  },
  loginFailuresMax: {
    name: 'LOGIN_FAILURES_MAX',
    about: 'Failed logins per account and address in fifteen minutes before further ones are refused',
    fallback: '10',
    read: wholeNumber(1, 1000),
  },
  bodyBytesMax: {
    name: 'BODY_BYTES_MAX',
    about: 'Largest request body, in bytes',
    fallback: '4000000',
    read: wholeNumber(10_000, 100_000_000),
  },
  graphqlTokensMax: {
    name: 'GRAPHQL_TOKENS_MAX',
    about: 'Most tokens of a GraphQL document',
    fallback: '5000',
    read: wholeNumber(100, 100_000),
  },
  graphqlDepthMax: {
    name: 'GRAPHQL_DEPTH_MAX',
    about: 'Deepest nesting of a GraphQL document',
    fallback: '10',
    read: wholeNumber(3, 50),
  },
  graphqlAliasesMax: {
    name: 'GRAPHQL_ALIASES_MAX',
    about: 'Most aliases of a GraphQL document',
    fallback: '30',
    read: wholeNumber(0, 1000),
  },
  graphqlCostMax: {
    name: 'GRAPHQL_COST_MAX',
    about: 'Most objects that a GraphQL document may ask for, by its page sizes',
    fallback: '10000',
    read: wholeNumber(10, 1_000_000),
  },
  filesS3Bucket: {
    name: 'FILES_S3_BUCKET',
    about: 'S3 bucket that documents are kept in; left open, they are kept in `VIGIA_DATA_DIR`',
    read: matching(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'not the name of a bucket'),
  },
  filesS3Region: { name: 'FILES_S3_REGION', about: 'Region of the bucket', read: optionalText },
  filesS3Endpoint: {
    name: 'FILES_S3_ENDPOINT',
    about: "Address of an S3 server that is not Amazon's (MinIO, Ceph, Garage)",
    read: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  },
  filesS3Prefix: {
    name: 'FILES_S3_PREFIX',
    about: 'Folder in the bucket for this installation, where the bucket holds other things too',
    read: matching(/^[\w-]+(\/[\w-]+)*$/, 'not a plain folder, such as `vigia/lima`'),
  },
  filesS3AccessKeyId: {
    name: 'FILES_S3_ACCESS_KEY_ID',
    about: 'Key for the bucket; left open, the role of the machine counts',
    read: optionalText,
  },
  filesS3SecretAccessKey: {
    name: 'FILES_S3_SECRET_ACCESS_KEY',
    about: 'Secret of that key',
    secret: true,
    read: optionalText,
  },
  templateDirectory: {
    name: 'EXPORT_TEMPLATE_DIR',
    about: 'Folder with Word templates of your own, used before the ones that come with the program',
    read: optionalText.transform((value) => value && path.resolve(value)),
  },
  pdfEngine: {
    name: 'EXPORT_PDF_ENGINE',
    about:
      'What prints PDF documents: `libreoffice`, `chromium`, `auto` for the first that works, or `none` to deliver Word files',
    fallback: 'auto',
    read: z.enum(['auto', 'libreoffice', 'chromium', 'none']),
  },
  pdfTimeoutSeconds: {
    name: 'EXPORT_PDF_TIMEOUT',
    about: 'Longest time for printing one document, in seconds',
    fallback: '30',
    read: wholeNumber(1, 600),
  },
  exportQueueMax: {
    name: 'EXPORT_QUEUE_MAX',
    about: 'How many documents may wait to be printed; further ones are refused with 429 and the time to try again',
    fallback: '50',
    read: wholeNumber(0, 10_000),
  },
  officePath: {
    name: 'SOFFICE_PATH',
    about: 'The `soffice` of the LibreOffice to print with; left open, one is looked for',
    read: optionalText,
  },
  browserPath: {
    name: 'PUPPETEER_EXECUTABLE_PATH',
    about: 'Chromium or Chrome to print with; left open, one is looked for and else taken from the npm package',
    read: optionalText,
  },
  digemidOtp: {
    name: 'DIGEMID_OTP',
    about: '`required` asks for a one-time code, sent by mail, before each official DIGEMID document; `off` for none',
    fallback: 'off',
    read: z.enum(['off', 'required']).transform((value) => value === 'required'),
  },
  notifyCargos: {
    name: 'ICSR_NOTIFY_CARGOS',
    about: 'Posts whose holders are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list,
  },
  notifyAreas: {
    name: 'ICSR_NOTIFY_AREAS',
    about: 'Areas whose people are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list,
  },
  notifyEmails: {
    name: 'ICSR_NOTIFY_EMAILS',
    about: 'Further addresses that are told of every new case by mail: comma list or JSON array',
    fallback: '',
    read: list.pipe(z.array(address)),
  },
  smtpHost: {
    name: 'SMTP_HOST',
    about: 'Server that mail is sent through; left open, mails become files in `VIGIA_DATA_DIR/mail`',
    read: optionalText,
  },
  smtpPort: { name: 'SMTP_PORT', about: 'Port of the mail server', fallback: '587', read: wholeNumber(1, 65535) },
  smtpUser: { name: 'SMTP_USER', about: 'Login at the mail server', read: optionalText },
  smtpPassword: { name: 'SMTP_PASSWORD', about: 'Password at the mail server', secret: true, read: optionalText },
  smtpFrom: { name: 'SMTP_FROM', about: 'Address that mails come from', read: optionalText.pipe(address.optional()) },
  smtpFromName: {
    name: 'SMTP_FROM_NAME',
    about: 'Name that mails come from',
    fallback: 'VIGIA',
    read: text,
  },
  smtpSsl: {
    name: 'SMTP_USE_SSL',
    about: '`on` speaks TLS with the mail server from the first byte (port 465)',
    fallback: 'off',
    read: onOffLegacy,
  },
  smtpStarttls: {
    name: 'SMTP_STARTTLS',
    about: '`on` sends nothing before TLS is agreed on; `off` for a mail server next door that has none',
    fallback: 'on',
    read: onOffLegacy,
  },
  mailDomain: {
    name: 'MAIL_DOMAIN',
    about: 'Domain of our Message-IDs',
    fallback: 'vigia.system',
    read: text.regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i, 'not a domain'),
  },
  logLevel: {
    name: 'LOG_LEVEL',
    about: 'Least important log lines to write: `fatal`, `error`, `warn`, `info`, `debug`, `silent`',
    fallback: 'info',
    read: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  },
} as const satisfies Record<string, Setting>;

export type Config = { readonly [Name in keyof typeof SETTINGS]: z.output<(typeof SETTINGS)[Name]['read']> };

/** The settings do not make sense. The message lists every fault and what to do. */
export class ConfigError extends Error {}

/** Reads, checks and freezes the settings. Throws ConfigError with all faults at once. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  const faults: string[] = [];
  const entries = Object.entries(SETTINGS).map(([key, setting]: [string, Setting]) => {
    const given = environment[setting.name]?.trim();
    const result = setting.read.safeParse(given === undefined || given === '' ? setting.fallback : given);
    if (!result.success) faults.push(`${setting.name}: ${result.error.issues[0]?.message}. ${setting.about}.`);
    return [key, result.data];
  });
  const config = Object.fromEntries(entries) as Config;
  if (faults.length === 0) faults.push(...contradictions(config, environment));
  if (faults.length > 0) throw new ConfigError(`Settings to correct:\n  ${faults.join('\n  ')}`);
  return Object.freeze(config);
}

/** Settings that are valid one by one but must not stand together. */
function contradictions(config: Config, environment: NodeJS.ProcessEnv): string[] {
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
  return [...faults, ...mailContradictions(config), ...fileContradictions(config)];
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
