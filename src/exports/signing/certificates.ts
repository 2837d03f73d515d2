import 'reflect-metadata';
import { type KeyObject, X509Certificate } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509Certificate as DetailedCertificate,
} from '@peculiar/x509';
import * as oids from './oids.js';

/** Longest way from a person to a trusted certificate. */
const PATH_MAX = 6;
/** Critical extensions that are heeded here. A certificate with another one must not be relied on (RFC 5280, 4.2). */
const HEEDED = ['2.5.29.15', '2.5.29.19', '2.5.29.37'];
const SIGNS_DOCUMENTS = [oids.DOCUMENT_SIGNING, oids.EMAIL_PROTECTION, oids.ADOBE_SIGNING, oids.ANY_USAGE];
const SIGNS_TIMES = [oids.TIME_STAMPING];

/** What a certificate says of its holder. */
export interface Holder {
  name: string;
  organisation: string | null;
  serialNumber: string;
}

export function holderOf(certificate: Uint8Array): Holder {
  const { subjectName } = detailed(certificate);
  return {
    name: subjectName.getField('CN')[0] ?? subjectName.toString(),
    organisation: subjectName.getField('O')[0] ?? null,
    serialNumber: new X509Certificate(certificate).serialNumber,
  };
}

/**
 * The certificates from one to a trusted one, both included, each signed by the next (RFC 5280, 6.1, without revocation
 * and policies); null where there is no such way. Their dates are another question: `validAt`. No issuer is tried twice:
 * strangers may send certificates that all vouch for each other.
 */
export function pathToTrusted(
  certificate: Uint8Array,
  others: readonly Uint8Array[],
  trusted: readonly X509Certificate[],
): readonly X509Certificate[] | null {
  const untried = new Set([...trusted, ...others.flatMap(readable)]);
  const isTrusted = (one: X509Certificate) => trusted.some((anchor) => anchor.raw.equals(one.raw));
  const extended = (path: readonly X509Certificate[]): readonly X509Certificate[] | null => {
    if (isTrusted(path.at(-1)!)) return path;
    for (const issuer of untried) {
      if (path.length === PATH_MAX || !mayIssue(issuer, path)) continue;
      untried.delete(issuer);
      const found = extended([...path, issuer]);
      if (found) return found;
    }
    return null;
  };
  return heedsAll(certificate) ? extended([new X509Certificate(certificate)]) : null;
}

export function validAt(path: readonly X509Certificate[], moment: Date): boolean {
  return path.every(({ validFromDate, validToDate }) => validFromDate <= moment && moment <= validToDate);
}

/** Whether its holder may sign documents, or tell times, with it. A certificate that names no uses may be used for documents. */
export function mayBeUsedFor(purpose: 'documents' | 'times', certificate: Uint8Array): boolean {
  const read = detailed(certificate);
  const uses = read.getExtension(ExtendedKeyUsageExtension)?.usages as string[] | undefined;
  const keyUses = read.getExtension(KeyUsagesExtension)?.usages;
  const mayProve =
    keyUses === undefined || (keyUses & (KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation)) > 0;
  if (purpose === 'times') return mayProve && (uses ?? []).some((use) => SIGNS_TIMES.includes(use));
  return mayProve && (uses === undefined || uses.some((use) => SIGNS_DOCUMENTS.includes(use)));
}

const RSA_BITS_MAX = 8192;
const RSA_EXPONENT_MAX = 65_537n;
const CURVES = ['prime256v1', 'secp384r1', 'secp521r1'];

/** Keys as authorities have them. Others can be made so that each look at what they signed takes very long. */
function isUsual({ asymmetricKeyType: type, asymmetricKeyDetails: details = {} }: KeyObject): boolean {
  const { modulusLength = Infinity, publicExponent = 0n, namedCurve = '' } = details;
  if (type === 'rsa' || type === 'rsa-pss') return modulusLength <= RSA_BITS_MAX && publicExponent <= RSA_EXPONENT_MAX;
  return type === 'ec' ? CURVES.includes(namedCurve) : type === 'ed25519';
}

/** Whether it is an authority, signed the last certificate of the path, and may stand so far above a person. */
function mayIssue(issuer: X509Certificate, path: readonly X509Certificate[]): boolean {
  const last = path.at(-1)!;
  if (!issuer.ca || !last.checkIssued(issuer)) return false;
  if (!isUsual(issuer.publicKey) || !last.verify(issuer.publicKey)) return false;
  const pathLength = detailed(issuer.raw).getExtension(BasicConstraintsExtension)?.pathLength ?? PATH_MAX;
  return pathLength >= path.length - 1 && heedsAll(issuer.raw);
}

function heedsAll(certificate: Uint8Array): boolean {
  return detailed(certificate).extensions.every(({ critical, type }) => !critical || HEEDED.includes(type));
}

function detailed(certificate: Uint8Array): DetailedCertificate {
  return new DetailedCertificate(Uint8Array.from(certificate));
}

/** Certificates that came with a signature may be anything. */
function readable(bytes: Uint8Array): X509Certificate[] {
  try {
    return [new X509Certificate(bytes)];
  } catch {
    return [];
  }
}
