import { wireName } from '../entities/field.js';
import { readAuthority } from '../use-cases/export/authority.js';
import { type Verification, verifyDocument } from '../use-cases/export/verify.js';
import { type Route, route, type WireReply } from './route.js';
import { uploaded, withUpload } from './upload.js';

const inSnakeCase = (row: object) =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [wireName(name), value as unknown]));

function verificationToWire({ document, signatures, ...verification }: Verification): WireReply {
  const body = {
    ...verification,
    document: document && inSnakeCase(document),
    signatures: signatures.map(inSnakeCase),
  };
  return { body };
}

/** For whoever receives a document and has to know whether to trust it. */
export const SIGNATURE_ROUTES: readonly Route[] = [
  withUpload(
    route('POST', '/exports/verify', verifyDocument, {
      input: (request) => ({ file: uploaded(request, 'file') }),
      reply: verificationToWire,
      body: 'SignedDocument',
      answer: 'Verification',
    }),
  ),
  route('GET', '/firmas/ca.pem', readAuthority, {
    reply: (pem) => ({
      headers: {
        'content-type': 'application/x-pem-file',
        'content-disposition': 'attachment; filename="VIGIA-CA.pem"',
      },
      body: pem,
    }),
    answer: 'Document',
  }),
];
