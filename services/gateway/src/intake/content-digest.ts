import { ProblemError } from '@octet/contracts';

const sha256 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*(?:;[^,]*)?(?=,|$)/;

/**
 * The SHA-256 that a Content-Digest field (RFC 9530) announces, in hex. Undefined where there is no field, or it holds other algorithms
 * alone, which may be passed over. Throws ProblemError 'request/invalid' where its sha-256 is malformed.
 */
export function announcedDigest(field: string | readonly string[] | undefined): string | undefined {
  const text = [field ?? []].flat().join(',');
  if (!/(?:^|,)\s*sha-256=/.test(text)) return undefined;
  const encoded = sha256.exec(text)?.[1];
  if (encoded === undefined) throw new ProblemError('request/invalid', 'Content-Digest: sha-256 is not 32 bytes as :base64:.');
  return Buffer.from(encoded, 'base64').toString('hex');
}
