import { createHash, randomBytes, X509Certificate } from 'node:crypto';
import { fromBER, type Sequence } from 'asn1js';
import { TimeStampResp, TSTInfo } from 'pkijs';
import { mayBeUsedFor, validAt } from './certificates.js';
import { checkSignature, digestOf, digestOver, namedCertificate, readCms } from './cms-reader.js';
import { integer, octets, oid, ONE, sequence, TRUE } from './der.js';
import * as oids from './oids.js';
import { problemText, SignatureProblem } from './problem.js';

/** A server of time stamps (RFC 3161). */
export interface TimestampServer {
  url: string;
  timeoutMs: number;
}

/** When something existed, and by whose word. */
export interface Timestamp {
  time: Date;
  certificate: Uint8Array;
  others: readonly Uint8Array[];
}

const ANSWER_BYTES_MAX = 64 * 1024;
const GRANTED = [0, 1];

/**
 * A time stamp token over a signature value, in DER, checked as `readTimestamp` does and for our nonce. Throws a
 * SignatureProblem where the server does not answer in time, refuses, or answers anything else.
 */
export async function askForTimestamp(value: Uint8Array, server: TimestampServer): Promise<Uint8Array> {
  const nonce = randomBytes(8);
  // Neither negative nor with a leading zero, so that it comes back as it was sent.
  nonce[0] = (nonce[0]! & 0x3f) | 0x40;
  const imprint = sequence(sequence(oid(oids.SHA256)), octets(createHash('sha256').update(value).digest()));
  const answer = await exchange(sequence(ONE, imprint, integer(nonce), TRUE), server);
  try {
    const token = tokenOf(answer);
    readTimestamp(token, value, nonce);
    return token;
  } catch (error) {
    throw new SignatureProblem(problemText(error, 'El servidor de sellos de tiempo respondió algo que no se entiende'));
  }
}

/**
 * Checks a token: signed, by a certificate that may tell times and was valid then, over this very value. Whether that
 * certificate is trusted is another question. Throws a SignatureProblem, or what readers throw.
 */
export function readTimestamp(token: Uint8Array, value: Uint8Array, nonce?: Buffer): Timestamp {
  const message = readCms(token);
  if (message.contentType !== oids.TST_INFO || !message.content) throw new SignatureProblem('No es un sello de tiempo');
  const info = TSTInfo.fromBER(Uint8Array.from(message.content));
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  if (!digestOver(digestOf(hashAlgorithm.algorithmId), [value]).equals(hashedMessage.valueBlock.valueHexView)) {
    throw new SignatureProblem('El sello de tiempo es de otra firma');
  }
  if (nonce && !nonce.equals(info.nonce?.valueBlock.valueHexView ?? Buffer.alloc(0))) {
    throw new SignatureProblem('El sello de tiempo responde a otra petición');
  }
  checkSignature(message, [message.content]);
  const { certificate, others } = message;
  const isServer = namedCertificate(message) && mayBeUsedFor('times', certificate);
  if (!isServer || !validAt([new X509Certificate(certificate)], info.genTime)) {
    throw new SignatureProblem('El sello de tiempo no es de un servidor de sellos de tiempo');
  }
  return { time: info.genTime, certificate, others };
}

async function exchange(request: Uint8Array, { url, timeoutMs }: TimestampServer): Promise<Buffer> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: Uint8Array.from(request),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (!response.ok) throw new SignatureProblem(`El servidor de sellos de tiempo respondió ${response.status}`);
    return await limited(response);
  } catch (error) {
    const { name } = error as Error;
    const why = name === 'TimeoutError' ? `no respondió en ${timeoutMs} ms` : 'no se pudo alcanzar';
    throw new SignatureProblem(problemText(error, `El servidor de sellos de tiempo ${why}`));
  }
}

async function limited(response: Response): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > ANSWER_BYTES_MAX) throw new SignatureProblem('El servidor de sellos de tiempo respondió demasiado');
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** The token of a granted answer, byte for byte. */
function tokenOf(answer: Buffer): Uint8Array {
  const { status } = TimeStampResp.fromBER(Uint8Array.from(answer)).status;
  if (!GRANTED.includes(status))
    throw new SignatureProblem(`El servidor de sellos de tiempo se negó (estado ${status})`);
  const [, token] = (fromBER(answer).result as Sequence).valueBlock.value;
  if (!token) throw new SignatureProblem('El servidor de sellos de tiempo no dio ningún sello');
  return Uint8Array.from(token.valueBeforeDecodeView);
}
