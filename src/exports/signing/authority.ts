import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  cryptoProvider,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { KeyPairWithCertificate } from './identity.js';
import { DOCUMENT_SIGNING } from './oids.js';

export interface CertifiedPerson {
  name: string;
  email: string | null;
  organisation: string;
  post: string | null;
}

const { subtle } = cryptoProvider.get();
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };
const NEW_KEY = { ...RSA, modulusLength: 3072, publicExponent: Uint8Array.of(1, 0, 1) };
const AUTHORITY_YEARS = 15;
const PERSON_YEARS = 2;
/** Clocks of other computers may be behind ours. */
const CLOCK_SKEW_MS = 5 * 60 * 1000;
/** Longest name in a certificate (RFC 5280, ub-common-name, ub-organization-name, ub-title). */
const NAME_CHARACTERS_MAX = 64;
const ATTRIBUTES = { organisation: '2.5.4.10', post: '2.5.4.12', name: '2.5.4.3' };

/** A certificate authority for this installation: RSA-3072, good for fifteen years, for people and nothing above them. */
export async function createAuthority(organisation: string, now: Date): Promise<KeyPairWithCertificate> {
  const keys = await subtle.generateKey(NEW_KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.createSelfSigned({
    ...validity(now, AUTHORITY_YEARS),
    serialNumber: serialNumber(),
    name: subject({ organisation, name: `Firma electrónica de ${organisation}` }),
    keys,
    signingAlgorithm: RSA,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return withCertificate(keys, certificate);
}

/** A certificate for one person to sign documents with, good for two years, and never longer than its authority. */
export async function issueCertificate(
  authority: KeyPairWithCertificate,
  person: CertifiedPerson,
  now: Date,
): Promise<KeyPairWithCertificate> {
  const issuer = new X509Certificate(Buffer.from(authority.certificate));
  if (issuer.notAfter <= now) throw new Error('the certificate authority has expired: make a new one');
  const signingKey = await subtle.importKey('pkcs8', Buffer.from(authority.privateKey), RSA, false, ['sign']);
  const keys = await subtle.generateKey(NEW_KEY, true, ['sign', 'verify']);
  const certificate = await X509CertificateGenerator.create({
    ...validity(now, PERSON_YEARS, issuer.notAfter),
    serialNumber: serialNumber(),
    subject: subject(person),
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    signingAlgorithm: RSA,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation, true),
      // Readers that know no document signing (RFC 9336), as poppler, ask for the usage of signed mail.
      new ExtendedKeyUsageExtension([DOCUMENT_SIGNING, ExtendedKeyUsage.emailProtection]),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.publicKey),
      ...alternativeName(person.email),
    ],
  });
  return withCertificate(keys, certificate);
}

function validity(now: Date, years: number, latest?: Date): { notBefore: Date; notAfter: Date } {
  const end = new Date(now);
  end.setUTCFullYear(end.getUTCFullYear() + years);
  return {
    notBefore: new Date(now.getTime() - CLOCK_SKEW_MS),
    notAfter: latest && latest < end ? latest : end,
  };
}

/** Sixteen random bytes in hexadecimal, positive and without a leading zero (RFC 5280, 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x3f) | 0x40;
  return bytes.toString('hex');
}

/** Always as UTF-8, and never as text to be parsed: a name may hold commas, quotes and accents. */
function subject(values: { [Attribute in keyof typeof ATTRIBUTES]?: string | null }): Name {
  const attributes = Object.entries(ATTRIBUTES).flatMap(([attribute, type]) => {
    const value = fitting(values[attribute as keyof typeof ATTRIBUTES]);
    return value ? [{ [type]: [{ utf8String: value }] }] : [];
  });
  return new Name(attributes);
}

function fitting(text: string | null | undefined): string {
  const plain = (text ?? '')
    .toWellFormed()
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  return [...plain].slice(0, NAME_CHARACTERS_MAX).join('').trim();
}

/** Mail addresses of certificates are ASCII (RFC 5280, 4.2.1.6); another one is left out. */
function alternativeName(email: string | null): SubjectAlternativeNameExtension[] {
  if (!email || !/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(email)) return [];
  return [new SubjectAlternativeNameExtension([{ type: 'email', value: email }])];
}

async function withCertificate(keys: CryptoKeyPair, certificate: X509Certificate): Promise<KeyPairWithCertificate> {
  const privateKey = await subtle.exportKey('pkcs8', keys.privateKey);
  return { certificate: new Uint8Array(certificate.rawData), privateKey: new Uint8Array(privateKey) };
}
