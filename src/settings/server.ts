import path from 'node:path';
import { z } from 'zod';
import { onOff, optionalText, text, wholeNumber, type Setting } from './readers.js';

/** The server itself, its database and who may come in. */
export const SERVER = {
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
  logLevel: {
    name: 'LOG_LEVEL',
    about: 'Least important log lines to write: `fatal`, `error`, `warn`, `info`, `debug`, `silent`',
    fallback: 'info',
    read: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
  },
} as const satisfies Record<string, Setting>;
