import type { View } from '../entities/selection.js';
import { SIGNATURE_IMAGES, SignatureData } from '../entities/signature-profile.js';
import { storeSignatureAsset } from '../use-cases/signature/assets.js';
import { readSignature } from '../use-cases/signature/read.js';
import { updateSignature } from '../use-cases/signature/update.js';
import { type Route, route, type WireRequest } from './route.js';
import { bodyOf } from './shapes.js';
import { uploaded, withUpload } from './upload.js';
import { rowFromWire } from './wire.js';

const REST: View = { naming: 'rest' };

const profileId = ({ params }: WireRequest) => ({ profileId: params.firma_id });

/** Pictures whose address is sent as null. Any other address is left aside: a form sends back what it once read. */
function withoutImages(request: WireRequest) {
  const body = bodyOf(request);
  return SIGNATURE_IMAGES.filter((name) => body[`${name}_url`] === null);
}

/** One's own signature profile (legacy-api 1.6). */
export const FIRMA_ROUTES: readonly Route[] = [
  route('GET', '/firmas/me', readSignature, { view: REST, answer: 'SignatureProfile' }),
  route('PUT', '/firmas/:firma_id', updateSignature, {
    input: (request) => ({
      ...profileId(request),
      input: rowFromWire(SignatureData, request.body),
      without: withoutImages(request),
    }),
    view: REST,
    body: 'SignatureInput',
    answer: 'SignatureProfile',
  }),
  withUpload(
    route('POST', '/firmas/:firma_id/assets', storeSignatureAsset, {
      input: (request) => ({
        ...profileId(request),
        field: bodyOf(request).field,
        file: uploaded(request, 'file'),
      }),
      view: REST,
      status: 201,
      body: 'SignatureAsset',
      answer: 'SignatureProfile',
    }),
  ),
];
