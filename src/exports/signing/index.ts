/** Signatures in PDF documents: making them and checking them. Knows no database, no clock and no settings. */
export { type CertifiedPerson, createAuthority, issueCertificate } from './authority.js';
export { identityOf, type KeyPairWithCertificate, type SigningIdentity } from './identity.js';
export { decryptKey, encryptKey } from './key-box.js';
export { type Seal, type SignedPdf, signPdf } from './pdf.js';
export { identityFromPkcs12 } from './pkcs12.js';
export type { TimestampServer } from './timestamp.js';
export { type SignatureReport, verifyPdf } from './verify.js';
