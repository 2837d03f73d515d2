import { createHash, X509Certificate } from 'node:crypto';
import { fromBER, type Sequence } from 'asn1js';
import { NULL, octets, oid, ONE, sequence, set, tagged } from './der.js';
import type { SigningIdentity } from './identity.js';
import * as oids from './oids.js';

/** A signature with what goes around it, before it is written down. */
export interface Signature {
  /** The value alone: what a time stamp is asked for. */
  readonly value: Uint8Array;
  /** The whole CMS message in DER, with a time stamp token where there is one. */
  encoded(token?: Uint8Array): Buffer;
}

/**
 * A detached signature over a SHA-256 digest, as PAdES baseline asks for (EN 319 142-1, 6.3; EN 319 122-1): the signed
 * attributes are the type of content, the digest and the hash of the certificate. No signing-time: in a PDF the time
 * stands in `/M`. Certificates and tokens are written byte for byte: re-encoded names break signatures.
 */
export async function signDigest(digest: Uint8Array, identity: SigningIdentity): Promise<Signature> {
  const attributes = [
    attribute(oids.CONTENT_TYPE, oid(oids.DATA)),
    attribute(oids.MESSAGE_DIGEST, octets(digest)),
    attribute(oids.SIGNING_CERTIFICATE_V2, certificateHash(identity.certificate)),
  ];
  const value = await identity.sign(set(...attributes));
  return { value, encoded: (token) => message(identity, signerInfo(identity.certificate, attributes, value, token)) };
}

/** ContentInfo with SignedData (RFC 5652, 5.1). */
function message({ certificate, chain }: SigningIdentity, signer: Buffer): Buffer {
  const signedData = sequence(
    ONE,
    set(sequence(oid(oids.SHA256))),
    sequence(oid(oids.DATA)),
    tagged(0, certificate, ...chain),
    set(signer),
  );
  return sequence(oid(oids.SIGNED_DATA), tagged(0, signedData));
}

/** SignerInfo (RFC 5652, 5.3). */
function signerInfo(certificate: Uint8Array, attributes: Buffer[], value: Uint8Array, token?: Uint8Array): Buffer {
  return sequence(
    ONE,
    issuerAndSerial(certificate),
    sequence(oid(oids.SHA256)),
    tagged(0, ...attributes),
    signatureAlgorithm(certificate),
    octets(value),
    ...(token ? [tagged(1, attribute(oids.TIMESTAMP_TOKEN, token))] : []),
  );
}

/** SigningCertificateV2 (RFC 5035) that names one certificate by its SHA-256, the digest that goes without saying. */
function certificateHash(certificate: Uint8Array): Buffer {
  const hash = createHash('sha256').update(certificate).digest();
  return sequence(sequence(sequence(octets(hash))));
}

const UNIVERSAL = 1;

function issuerAndSerial(certificate: Uint8Array): Buffer {
  const [toBeSigned] = (fromBER(certificate).result as Sequence).valueBlock.value as [Sequence];
  const [serialNumber, , issuer] = toBeSigned.valueBlock.value.filter(({ idBlock }) => idBlock.tagClass === UNIVERSAL);
  return sequence(issuer!.valueBeforeDecodeView, serialNumber!.valueBeforeDecodeView);
}

function signatureAlgorithm(certificate: Uint8Array): Buffer {
  const type = new X509Certificate(certificate).publicKey.asymmetricKeyType;
  if (type === 'rsa') return sequence(oid(oids.RSA_ENCRYPTION), NULL);
  if (type === 'ec') return sequence(oid(oids.ECDSA_WITH_SHA256));
  throw new Error(`certificates for ${type} keys cannot sign: use RSA or an elliptic curve`);
}

function attribute(type: string, value: Uint8Array): Buffer {
  return sequence(oid(type), set(value));
}
