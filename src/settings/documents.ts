import path from 'node:path';
import { z } from 'zod';
import { matching, optionalText, text, wholeNumber, type Setting } from './readers.js';

/** Documents: where they are kept, how they are made and signed. */
export const DOCUMENTS = {
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
  organisation: {
    name: 'ORGANISATION',
    about: 'Name of the organisation, as the certificates of its signers bear it',
    fallback: 'VIGIA',
    read: text.min(1).max(64),
  },
  signingSecret: {
    name: 'SIGNING_SECRET',
    about:
      'Key that the private keys of signers are encrypted with, 32 characters or more, the same on every server; left open, one is made and kept in `VIGIA_DATA_DIR/secrets`',
    secret: true,
    read: optionalText.pipe(z.string().min(32).optional()),
  },
  signingP12File: {
    name: 'SIGNING_P12_FILE',
    about: "The organisation's own certificate and key (PKCS#12) to sign with, in place of certificates of our making",
    read: optionalText.transform((value) => value && path.resolve(value)),
  },
  signingP12Password: {
    name: 'SIGNING_P12_PASSWORD',
    about: 'Password of `SIGNING_P12_FILE`',
    secret: true,
    read: optionalText,
  },
  tsaUrl: {
    name: 'TSA_URL',
    about: 'Time stamping authority (RFC 3161) that confirms when a document was signed; left open, none does',
    read: optionalText.pipe(z.url({ protocol: /^https?$/ }).optional()),
  },
} as const satisfies Record<string, Setting>;
