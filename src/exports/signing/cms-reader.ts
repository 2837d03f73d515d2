import { constants, createHash, verify, X509Certificate } from 'node:crypto';
import { type OctetString, type Sequence } from 'asn1js';
import {
  type Attribute,
  ContentInfo,
  IssuerAndSerialNumber,
  RSASSAPSSParams,
  SignedData,
  type SignerInfo,
} from 'pkijs';
import * as oids from './oids.js';
import { SignatureProblem } from './problem.js';

/** A CMS message with one signer, read but not yet believed. */
export interface CmsMessage {
  /** Of the signer and of others that came with it, in DER. */
  readonly certificate: Uint8Array;
  readonly others: readonly Uint8Array[];
  readonly contentType: string;
  /** What the message itself carries: a detached signature carries nothing. */
  readonly content: Uint8Array | null;
  readonly value: Uint8Array;
  readonly signer: SignerInfo;
}

/** More is no signature of a document but an attempt to keep us busy. */
const CERTIFICATES_MAX = 30;

/** Reads a message in DER or BER. Throws what the readers throw, or a SignatureProblem. */
export function readCms(bytes: Uint8Array): CmsMessage {
  const { content } = ContentInfo.fromBER(Uint8Array.from(bytes));
  const signedData = new SignedData({ schema: content });
  const [signer, second] = signedData.signerInfos;
  const certificates = (signedData.certificates ?? []).flatMap((item) => ('tbsView' in item ? [item] : []));
  if (!signer || second || certificates.length > CERTIFICATES_MAX) {
    throw new SignatureProblem('La firma no es de un solo firmante');
  }
  const own = certificates.find(({ issuer, serialNumber }) => {
    const { sid } = signer as { sid: unknown };
    return sid instanceof IssuerAndSerialNumber && sid.issuer.isEqual(issuer) && sid.serialNumber.isEqual(serialNumber);
  });
  if (!own) throw new SignatureProblem('La firma no trae el certificado del firmante');
  const der = (certificate: typeof own) => new Uint8Array(certificate.toSchema().toBER());
  const { eContent, eContentType } = signedData.encapContentInfo;
  return {
    certificate: der(own),
    others: certificates.filter((certificate) => certificate !== own).map(der),
    contentType: eContentType,
    content: eContent ? new Uint8Array(eContent.getValue()) : null,
    value: signer.signature.valueBlock.valueHexView,
    signer,
  };
}

/**
 * Checks the digest of what was signed, the type of it, the certificate that the signature names, and the value of the
 * signature (RFC 5652, 5.4 and 5.6; RFC 5035). Throws a SignatureProblem that says what does not hold.
 */
export function checkSignature(message: CmsMessage, content: readonly Uint8Array[]): void {
  const { signer } = message;
  const digestName = digestOf(signer.digestAlgorithm.algorithmId);
  const type = attributeOf(message, oids.CONTENT_TYPE)?.valueBlock.toString();
  const digest = (attributeOf(message, oids.MESSAGE_DIGEST) as OctetString | undefined)?.valueBlock.valueHexView;
  if (!digest || type !== message.contentType) throw new SignatureProblem('La firma no dice qué firma');
  if (!digestOver(digestName, content).equals(digest)) {
    throw new SignatureProblem('El contenido firmado fue modificado: no corresponde a la firma');
  }
  if (namedCertificate(message) === 'another')
    throw new SignatureProblem('El certificado no es el que la firma nombra');
  // As signed, the attributes are a SET; in the message they carry the tag of their place.
  const signed = Buffer.from(signer.signedAttrs!.encodedValue);
  if (!verify(digestName, signed, keyFor(message), message.value)) {
    throw new SignatureProblem('El valor de la firma no corresponde a la clave del certificado');
  }
}

/** Whether the signed attributes bind the certificate, by SHA-2 (`v2`) or in the old way by SHA-1 (`v1`). */
export function namedCertificate(message: CmsMessage): 'v2' | 'v1' | 'another' | null {
  const v2 = firstCertificateId(message, oids.SIGNING_CERTIFICATE_V2);
  const v1 = firstCertificateId(message, oids.SIGNING_CERTIFICATE_V1);
  const [algorithm, hash] = v2 ?? v1 ?? [];
  if (!algorithm || !hash) return null;
  return createHash(algorithm).update(message.certificate).digest().equals(hash) ? (v2 ? 'v2' : 'v1') : 'another';
}

export function digestOver(name: string, parts: readonly Uint8Array[]): Buffer {
  return parts.reduce((hash, part) => hash.update(part), createHash(name)).digest();
}

/** Node's name of a digest that may be trusted. */
export function digestOf(type: string): string {
  const name = Object.hasOwn(oids.DIGESTS, type) ? oids.DIGESTS[type] : undefined;
  if (!name)
    throw new SignatureProblem('La firma usa un algoritmo de resumen que no se admite (solo SHA-256, 384 o 512)');
  return name;
}

/** The first value of a signed attribute, or of an unsigned one. */
export function attributeOf({ signer }: CmsMessage, type: string, signed = true) {
  const attributes: Attribute[] = (signed ? signer.signedAttrs : signer.unsignedAttrs)?.attributes ?? [];
  return attributes.find((attribute) => attribute.type === type)?.values[0];
}

/** ESSCertIDv2 or ESSCertID: hash algorithm (unless it goes without saying) and hash. */
function firstCertificateId(message: CmsMessage, type: string): [algorithm: string, hash: Uint8Array] | null {
  const attribute = attributeOf(message, type) as Sequence | undefined;
  if (!attribute) return null;
  const [first] = (attribute.valueBlock.value[0] as Sequence).valueBlock.value as [Sequence];
  const [one, two] = first.valueBlock.value as [Sequence | OctetString, OctetString | undefined];
  if ('valueHexView' in one.valueBlock) {
    return [type === oids.SIGNING_CERTIFICATE_V2 ? 'sha256' : 'sha1', one.valueBlock.valueHexView];
  }
  return [digestOf(one.valueBlock.value[0]!.valueBlock.toString()), two!.valueBlock.valueHexView];
}

function keyFor({ certificate, signer }: CmsMessage): Parameters<typeof verify>[2] {
  const key = new X509Certificate(certificate).publicKey;
  const { algorithmId, algorithmParams } = signer.signatureAlgorithm;
  if (algorithmId !== oids.RSA_PSS) return { key, dsaEncoding: 'der' };
  const { saltLength } = new RSASSAPSSParams({ schema: algorithmParams });
  return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength };
}
