import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const least = {
  OCTET_DATABASE_URL: 'postgres://127.0.0.1/octet',
  OCTET_STORAGE_URL: 'file:///objects',
  OCTET_PUBLIC_URL: 'https://octet.example/',
  OCTET_RESULTS_URL: 'http://results:8081',
};

test('what need not be said has a default, and an origin no slash at its end', () => {
  expect(loadConfig(least)).toMatchObject({
    OCTET_LISTEN: '127.0.0.1:8080',
    OCTET_PUBLIC_URL: 'https://octet.example',
    OCTET_RATE_LIMIT: 1200,
  });
});

test('every fault is reported at once, without the values', () => {
  const env = { ...least, OCTET_DATABASE_URL: '', OCTET_RATE_LIMIT: 'secret', OCTET_PUBLIC_URL: 'octet.example' };
  const message = (() => {
    try {
      return String(loadConfig(env));
    } catch (error) {
      return (error as Error).message;
    }
  })();
  for (const name of ['OCTET_DATABASE_URL', 'OCTET_RATE_LIMIT', 'OCTET_PUBLIC_URL']) expect(message).toContain(name);
  expect(message).not.toContain('secret');
});
