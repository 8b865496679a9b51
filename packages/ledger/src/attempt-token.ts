import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const newToken = (): string => randomBytes(32).toString('base64url');
export const tokenHash = (token: string): Buffer => createHash('sha256').update(token).digest();
export const isToken = (token: string, hash: Buffer): boolean => timingSafeEqual(tokenHash(token), hash);
