const digest = /^[0-9a-f]{64}$/;

/** Anything else names nothing; above all it is never made into a path. */
export function isDigest(text: string): boolean {
  return digest.test(text);
}
