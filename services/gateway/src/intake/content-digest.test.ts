import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { announcedDigest } from './content-digest.ts';

const hash = createHash('sha256').update('x').digest();
const field = `sha-256=:${hash.toString('base64')}:`;

test.each([field, ` ${field}`, `sha-512=:AAAA:, ${field}`, `${field}, unixsum=3`])('reads the sha-256 of %s', (text) => {
  expect(announcedDigest(text)).toBe(hash.toString('hex'));
});

test.each([undefined, 'sha-512=:AAAA:', 'md5=:AAAA:'])('%s announces nothing that is checked', (text) => {
  expect(announcedDigest(text)).toBeUndefined();
});

test.each(['sha-256=abc', 'sha-256=:AAAA:', `sha-256="${hash.toString('hex')}"`])('refuses %s', (text) => {
  expect(() => announcedDigest(text)).toThrow('Content-Digest');
});
