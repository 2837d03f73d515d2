/** Content and attributes of a CMS signature (RFC 5652, RFC 5035, RFC 3161). */
export const DATA = '1.2.840.113549.1.7.1';
export const SIGNED_DATA = '1.2.840.113549.1.7.2';
export const TST_INFO = '1.2.840.113549.1.9.16.1.4';
export const CONTENT_TYPE = '1.2.840.113549.1.9.3';
export const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
export const SIGNING_TIME = '1.2.840.113549.1.9.5';
export const SIGNING_CERTIFICATE_V1 = '1.2.840.113549.1.9.16.2.12';
export const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
export const TIMESTAMP_TOKEN = '1.2.840.113549.1.9.16.2.14';

/** Algorithms (RFC 8017, RFC 5754, RFC 5758). */
export const RSA_ENCRYPTION = '1.2.840.113549.1.1.1';
export const RSA_PSS = '1.2.840.113549.1.1.10';
export const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
/** Digests that a signature may rest on, as Node names them: MD5 and SHA-1 are broken. */
export const DIGESTS: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};
export const SHA256 = '2.16.840.1.101.3.4.2.1';

/** Uses of a certificate (RFC 5280, RFC 9336; the last one is Adobe's). */
export const DOCUMENT_SIGNING = '1.3.6.1.5.5.7.3.36';
export const EMAIL_PROTECTION = '1.3.6.1.5.5.7.3.4';
export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
export const ANY_USAGE = '2.5.29.37.0';
export const ADOBE_SIGNING = '1.2.840.113583.1.1.5';
