import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

const prefix = 'octet_';
const shownCharacters = 12;

/** 256 random bits and a checksum: a key that was cut or mistyped is recognized without asking the database. */
export function newSecret(): string {
  const random = randomBytes(32).toString('base64url');
  return `${prefix}${random}${checksum(random)}`;
}

export function isWellFormed(secret: string): boolean {
  const match = /^octet_([\w-]{43})([0-9a-f]{8})$/.exec(secret);
  return match?.[1] !== undefined && checksum(match[1]) === match[2];
}

/** What is stored. The secret has 256 bits of its own, so that a plain hash cannot be searched. */
export const hashOf = (secret: string): Buffer => createHash('sha256').update(secret).digest();

/** What lists show, to tell keys apart. */
export const shownOf = (secret: string): string => secret.slice(0, shownCharacters);

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, '0');
