import { z } from 'zod';
import { reading } from '../use-case.js';
import { trustedCertificates } from './identity.js';

/** The certificates that vouch for the signatures made here, for whoever verifies them elsewhere (PEM), the one in use first. */
export const readAuthority = reading({
  name: 'export.authority',
  about: 'Fetch the certificate that vouches for the signatures made here',
  permission: 'signed-in',
  input: z.object({}),
  async run(room) {
    return (await trustedCertificates(room)).map(pem).join('');
  },
});

const LINE = 64;

function pem(certificate: Uint8Array): string {
  const lines = Buffer.from(certificate)
    .toString('base64')
    .match(new RegExp(`.{1,${LINE}}`, 'g'))!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
