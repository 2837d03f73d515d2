import { createPrivateKey, sign } from 'node:crypto';

/** What signs: a certificate, the ones above it, and its private key behind a function. Certificates in DER. */
export interface SigningIdentity {
  readonly certificate: Uint8Array;
  readonly chain: readonly Uint8Array[];
  /** Signs the data over SHA-256: RSA as PKCS #1 v1.5, elliptic curves as a DER sequence. */
  sign(data: Uint8Array): Promise<Uint8Array>;
}

/** A certificate (DER) with its private key (PKCS #8, DER, in the clear: keep it as `encryptKey` gives it). */
export interface KeyPairWithCertificate {
  readonly certificate: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** What can sign with a key of ours. The key is read once: keep the identity for as long as it is in use. */
export function identityOf(pair: KeyPairWithCertificate, chain: readonly Uint8Array[]): SigningIdentity {
  const key = createPrivateKey({ key: Buffer.from(pair.privateKey), format: 'der', type: 'pkcs8' });
  return {
    certificate: pair.certificate,
    chain,
    sign: (data) =>
      new Promise((resolve, reject) =>
        sign('sha256', data, key, (error, signature) => (error ? reject(error) : resolve(signature))),
      ),
  };
}
