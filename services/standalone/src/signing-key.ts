import { generateKeyPairSync } from 'node:crypto';

/** A fresh Ed25519 private key, PKCS#8 PEM. */
export function newSigningKey(): string {
  return generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  }).privateKey;
}
