import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import { calculateJwkThumbprint } from 'jose';

/** An Ed25519 private key from PKCS#8, as PEM or as base64 of its DER. Throws ProblemError 'config/invalid', never with the text in it. */
export function parseSigningKey(text: string): KeyObject {
  const key = privateKeyFrom(text.trim());
  if (key?.asymmetricKeyType === 'ed25519') return key;
  throw new ProblemError(
    'config/invalid',
    'The signing key is no Ed25519 private key in PKCS#8 (PEM, or base64 of DER). Make one with: openssl genpkey -algorithm ed25519.',
  );
}

function privateKeyFrom(text: string): KeyObject | undefined {
  try {
    if (text.startsWith('-----BEGIN')) return createPrivateKey(text);
    return createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    return undefined;
  }
}

/** The public half as a JWK; `kid` is its thumbprint (RFC 7638). */
export async function publicJwkOf(privateKey: KeyObject): Promise<Record<string, string>> {
  const { kty, crv, x } = createPublicKey(privateKey).export({ format: 'jwk' }) as { kty: string; crv: string; x: string };
  return { kty, crv, x, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint({ kty, crv, x }) };
}
