import { type EvidenceManifest, evidenceManifestSchema, evidenceSchema, faultsOf, ProblemError } from '@octet/contracts';
import { calculateJwkThumbprint, flattenedVerify, importJWK, type JWK } from 'jose';
import type { TSchema } from 'typebox';
import { canonicalDigest } from './canonical-digest.ts';

export interface VerifyOptions {
  /** SHA-256 of the files at hand, by their name in the manifest: model, calibration, evaluation, artifact, report.json … */
  readonly files?: Readonly<Record<string, string>> | undefined;
  /** The public key that is trusted, as the service gives it at /.well-known/jwks.json. */
  readonly trustedKey?: Readonly<Record<string, string>> | undefined;
}

export interface VerifiedEvidence {
  readonly manifest: EvidenceManifest;
  /** RFC 7638 thumbprint of the key that signed. */
  readonly thumbprint: string;
  /** False where no key was given to compare with: then the evidence agrees with itself, and anybody could have made it. */
  readonly trusted: boolean;
}

/**
 * Checks the signature, the trusted key, that the recipe has the digest that is stated, and every file given. Needs no network. Throws
 * ProblemError 'evidence/invalid' that says what does not hold.
 */
export async function verifyEvidence(evidence: unknown, { files = {}, trustedKey }: VerifyOptions = {}): Promise<VerifiedEvidence> {
  conforms('The evidence', evidenceSchema, evidence);
  const { payload, protected: header, signature, header: unprotected } = evidence as JwsOfUs;
  const thumbprint = await thumbprintOf(unprotected.jwk);
  if (trustedKey !== undefined && (await thumbprintOf(trustedKey)) !== thumbprint) {
    throw invalid(`It was signed by the key ${thumbprint}, which is not the one that you trust.`);
  }
  const manifest = await signedManifest({ payload, protected: header, signature }, unprotected.jwk);
  conforms('The manifest', evidenceManifestSchema, manifest);
  compareDigests(manifest, files);
  return { manifest, thumbprint, trusted: trustedKey !== undefined };
}

interface JwsOfUs {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
  readonly header: { readonly jwk: JWK };
}

async function signedManifest(jws: { payload: string; protected: string; signature: string }, jwk: JWK): Promise<EvidenceManifest> {
  try {
    // Only the curve that we sign with: what the header asks for is not to be followed.
    const key = await importJWK({ kty: 'OKP', crv: 'Ed25519', x: String(jwk.x) }, 'EdDSA');
    const { payload } = await flattenedVerify(jws, key, { algorithms: ['EdDSA'] });
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)) as EvidenceManifest;
  } catch (cause) {
    throw new ProblemError('evidence/invalid', 'The signature does not fit the manifest: one of them was changed.', { cause });
  }
}

async function thumbprintOf(jwk: JWK): Promise<string> {
  if (jwk.kty !== 'OKP' || jwk.crv !== 'Ed25519' || typeof jwk.x !== 'string') throw invalid('The key is no Ed25519 public key.');
  return await calculateJwkThumbprint({ kty: jwk.kty, crv: jwk.crv, x: jwk.x });
}

function compareDigests(manifest: EvidenceManifest, files: Readonly<Record<string, string>>): void {
  if (canonicalDigest(manifest.recipe) !== manifest.recipe_sha256) throw invalid('The recipe does not have the digest that is stated.');
  const { model, calibration, evaluation } = manifest.inputs;
  const stated = new Map<string, string>([
    ['model', model.digest],
    ['calibration', calibration.digest],
    ...(evaluation === null ? [] : [['evaluation', evaluation.digest] as const]),
    ...manifest.outputs.map(({ name, digest }) => [name, digest] as const),
  ]);
  for (const [name, digest] of Object.entries(files)) {
    const expected = stated.get(name);
    if (expected === undefined) throw invalid(`It says nothing of "${name}"; it speaks of ${[...stated.keys()].join(', ')}.`);
    if (expected !== digest) throw invalid(`The file given as ${name} has SHA-256 ${digest}; signed is ${expected}.`);
  }
}

function conforms(what: string, schema: TSchema, value: unknown): void {
  const [fault] = faultsOf(schema, value);
  if (fault !== undefined) throw invalid(`${what} has another form: ${fault.pointer || 'it'} ${fault.message}.`);
}

const invalid = (detail: string): ProblemError => new ProblemError('evidence/invalid', detail);
