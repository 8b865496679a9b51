import type { KeyObject } from 'node:crypto';
import type { Evidence, EvidenceManifest } from '@octet/contracts';
import { FlattenedSign } from 'jose';
import { canonicalJson } from './canonical-digest.ts';
import { publicJwkOf } from './signing-key.ts';

/** The manifest in canonical JSON under an Ed25519 signature: JWS, flattened JSON serialization. The same manifest and key give the same bytes. */
export async function signEvidence(manifest: EvidenceManifest, privateKey: KeyObject): Promise<Evidence> {
  const jwk = await publicJwkOf(privateKey);
  const signed = await new FlattenedSign(new TextEncoder().encode(canonicalJson(manifest)))
    .setProtectedHeader({ alg: 'EdDSA', kid: jwk['kid'] ?? '' })
    .setUnprotectedHeader({ jwk })
    .sign(privateKey);
  return { payload: signed.payload, protected: signed.protected ?? '', signature: signed.signature, header: { jwk } };
}
