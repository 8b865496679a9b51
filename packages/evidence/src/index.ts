export { canonicalDigest } from './canonical-digest.ts';
export { signEvidence } from './sign-evidence.ts';
export { parseSigningKey, publicJwkOf } from './signing-key.ts';
export { type VerifiedEvidence, type VerifyOptions, verifyEvidence } from './verify-evidence.ts';
