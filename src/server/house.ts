import { scryptSync } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import { now } from '../clock.js';
import { openChannels } from '../channels/index.js';
import { loadTexts, TemplateError } from '../channels/template.js';
import { type Config, ConfigError } from '../config.js';
import { identityFromPkcs12 } from '../exports/signing/index.js';
import { DomainError, errorText } from '../domain/errors.js';
import { requiredFields } from '../domain/missing-data.js';
import { createExporter, type Exporter, findingText } from '../exports/index.js';
import { createLightPreview } from '../exports/preview.js';
import { OWN_TEMPLATES } from '../exports/template/load.js';
import { accountCache } from '../storage/accounts.js';
import { type Database, migrate, openDatabase } from '../storage/database.js';
import { openFileStore } from '../storage/files.js';
import { attemptLimit } from '../storage/limits.js';
import { Announcements } from '../storage/announcements.js';
import { installationSecret, secretInFile } from '../storage/secrets.js';
import type { House } from '../use-cases/use-case.js';

export interface OpenHouse extends House {
  close(): Promise<void>;
}

const PASSWORD_FAILURES_MAX = 10;
/** One-time codes that one person may ask for: for one case, and for all together. */
const OTPS_MAX = 5;
/** Each code may be guessed at five times: without this, whoever holds another's token could guess at as many as there are cases. */
const OTPS_OF_PERSON_MAX = 30;

/** Checks the template and the certificate to sign with, opens the database, brings it up to date, and gathers what every request needs. */
export async function openHouse(config: Config, log: Logger, connect = openDatabase): Promise<OpenHouse> {
  const words = openWords(config);
  const exporter = exporterFor(config);
  try {
    // Before the database is touched: who mends the template or the certificate starts again with nothing to undo.
    for (const finding of await exporter.checkTemplate()) log.warn({ finding: findingText(finding) }, 'template');
    const signing = await openSigning(config);
    return await withDatabase(await connect(config), (database) =>
      furnish(config, log, database, exporter, { signing, ...words }),
    );
  } catch (error) {
    await exporter.close();
    throw error;
  }
}

async function withDatabase<Result>(
  database: Database,
  work: (database: Database) => Promise<Result>,
): Promise<Result> {
  try {
    await migrate(database);
    return await work(database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

function exporterFor(config: Config): Exporter {
  return createExporter({
    templateDirectory: config.templateDirectory,
    cacheDirectory: path.join(config.dataDirectory, 'cache'),
    officePath: config.officePath,
    browserPath: config.browserPath,
    timeoutMs: config.pdfTimeoutSeconds * 1000,
    engine: config.pdfEngine,
    queueMax: config.exportQueueMax,
  });
}

async function furnish(
  config: Config,
  log: Logger,
  database: Database,
  exporter: Exporter,
  prepared: Pick<House, 'signing' | 'texts' | 'requiredFields'>,
): Promise<OpenHouse> {
  const { query, pool } = database;
  const lightPreview = createLightPreview(OWN_TEMPLATES);
  const channels = openChannels(config, log);
  const files = await openFileStore(config, log);
  const announcements = new Announcements(database, ({ name }) =>
    log.warn({ problem: name }, 'cannot listen to the database'),
  );
  // Last, as it goes on until it is closed: a start that fails before leaves nothing running.
  await announcements.start();
  return {
    config,
    log,
    database,
    announcements,
    exporter,
    lightPreview,
    channels,
    files,
    ...prepared,
    ...accountCache(query, announcements),
    tokenKey: new TextEncoder().encode(config.jwtSecret ?? (await installationSecret(query, 'jwt'))),
    duplicateSecret: await installationSecret(query, 'duplicates'),
    limits: {
      login: attemptLimit(pool, 'login', config.loginFailuresMax),
      password: attemptLimit(pool, 'password', PASSWORD_FAILURES_MAX),
      otp: attemptLimit(pool, 'otp', OTPS_MAX),
      otpOfPerson: attemptLimit(pool, 'otp-of-person', OTPS_OF_PERSON_MAX),
    },
    async close() {
      for (const channel of Object.values(channels)) channel.close();
      lightPreview.close();
      await exporter.close();
      files.close();
      await announcements.close();
      await database.close();
    },
  };
}

/** The texts of messages, and what they ask for. Throws ConfigError when they cannot be used. */
function openWords({ messageTemplateDirectory, requiredFields: names }: Config) {
  const { required, unknown } = requiredFields(names);
  if (unknown.length > 0) {
    throw new ConfigError(
      `REQUIRED_FIELDS: there is no field ${unknown.join(', ')}. Take REST names of fields of a case or a suspected product: see docs/fields.md.`,
    );
  }
  try {
    return { requiredFields: required, texts: loadTexts(messageTemplateDirectory) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new ConfigError(`MESSAGE_TEMPLATE_DIR:\n  ${error.message}`, { cause: error });
  }
}

const KEYRING_BYTES = 8;

/** What documents are signed with. Throws ConfigError when the organisation's own certificate cannot be used. */
async function openSigning({ dataDirectory, signingSecret, signingP12File, signingP12Password }: Config) {
  const secret = signingSecret ?? (await secretInFile(dataDirectory, 'signing-keys'));
  const keyring = scryptSync(secret, 'VIGIA-KEYRING', KEYRING_BYTES).toString('hex');
  if (!signingP12File) return { secret, keyring };
  try {
    return {
      secret,
      keyring,
      own: await identityFromPkcs12(await readFile(signingP12File), signingP12Password ?? '', now()),
    };
  } catch (error) {
    const problem = error instanceof DomainError ? errorText(error, 'en') : (error as Error).message;
    throw new ConfigError(`SIGNING_P12_FILE: ${problem}`, { cause: error });
  }
}
