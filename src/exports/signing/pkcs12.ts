import { randomBytes, verify, X509Certificate } from 'node:crypto';
import { P12Signer } from '@libpdf/core';
import { DomainError } from '../../domain/errors.js';
import { mayBeUsedFor, validAt } from './certificates.js';
import type { SigningIdentity } from './identity.js';

/** Why a file cannot sign, in the words for people; and how the library says what it ran into. */
const REFUSALS = {
  password: { es: 'la contraseña no es correcta', en: 'the password is wrong', sign: /integrity|password/i },
  key: { es: 'no contiene una clave privada', en: 'it holds no private key', sign: /no private key/i },
  certificate: {
    es: 'no contiene el certificado de su clave',
    en: 'it does not hold the certificate of its key',
    sign: /no certificates/i,
  },
  expired: { es: 'su certificado no está vigente hoy', en: 'its certificate is not valid today' },
  purpose: { es: 'su certificado no es para firmar documentos', en: 'its certificate is not for signing documents' },
  unreadable: {
    es: 'no es un archivo PKCS#12 (.p12, .pfx) completo',
    en: 'it is no complete PKCS#12 file (.p12, .pfx)',
  },
} as const;

/**
 * The identity in a PKCS#12 file of the organisation, modern (AES) or old (3DES, RC2), with an RSA or elliptic key.
 * Throws PKCS12_REFUSED with the reason: wrong password, no key, no certificate for the key, expired, for another purpose.
 */
export async function identityFromPkcs12(bytes: Uint8Array, password: string, now: Date): Promise<SigningIdentity> {
  const signer = await P12Signer.create(bytes, password).catch((error: Error) => {
    const known = Object.values(REFUSALS).find((refusal) => 'sign' in refusal && refusal.sign.test(error.message));
    throw refused(known ?? REFUSALS.unreadable);
  });
  const sign = (data: Uint8Array) => signer.sign(data, 'SHA-256');
  const certificates = [signer.certificate, ...signer.certificateChain];
  const certificate = await certificateOf(sign, certificates);
  if (!certificate) throw refused(REFUSALS.certificate);
  if (!validAt([new X509Certificate(certificate)], now)) throw refused(REFUSALS.expired);
  if (!mayBeUsedFor('documents', certificate)) throw refused(REFUSALS.purpose);
  return { certificate, chain: certificates.filter((other) => other !== certificate), sign };
}

/** Files list their certificates in any order: the one that verifies what the key signs is the signer's. */
async function certificateOf(sign: SigningIdentity['sign'], certificates: readonly Uint8Array[]) {
  const probe = randomBytes(32);
  const signature = await sign(probe);
  return certificates.find((certificate) => {
    const key = new X509Certificate(certificate).publicKey;
    return verify('sha256', probe, { key, dsaEncoding: 'der' }, signature);
  });
}

function refused({ es, en }: { es: string; en: string }): DomainError {
  return new DomainError('PKCS12_REFUSED', { es, en });
}
