import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { loadConfig } from './config.ts';

const env = {
  OCTET_DATABASE_URL: 'postgres://db/octet',
  OCTET_STORAGE_URL: 'file:///objects',
  OCTET_PUBLIC_URL: 'https://octet.example/',
  OCTET_WORKER_TOKEN: 'a-token-of-the-workers',
  OCTET_SIGNING_KEY: 'key',
};

test('has defaults for all that may be left out', () => {
  expect(loadConfig({ ...env, OCTET_WEBHOOK_ALLOW: '127.0.0.1, ::1 receiver' })).toMatchObject({
    publicUrl: 'https://octet.example',
    webhookAllow: ['127.0.0.1', '::1', 'receiver'],
    webhookRetrySeconds: [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400],
    retentionDays: 30,
    runningJobs: 100,
    sweepSeconds: 600,
    sweepGraceSeconds: 3600,
    silentSeconds: 5,
    redisUrl: undefined,
    storageCredentials: undefined,
    signingKey: 'key',
  });
  expect(loadConfig(env).webhookAllow).toEqual([]);
});

test('takes waits between the tries of a webhook by commas, and nothing that is none', () => {
  const waits = (text: string) => loadConfig({ ...env, OCTET_WEBHOOK_RETRY_SECONDS: text }).webhookRetrySeconds;
  expect([waits('0.2, 3,60'), waits('7')]).toEqual([[0.2, 3, 60], [7]]);
  for (const text of ['5,', 'soon', '-1', '5;6']) expect(() => waits(text)).toThrow(/OCTET_WEBHOOK_RETRY_SECONDS/);
});

test('tells every fault at once, and no value', () => {
  const faulty = { ...env, OCTET_DATABASE_URL: '', OCTET_WORKER_TOKEN: 'hunter2', OCTET_RETENTION_DAYS: '-1' };
  expect(() => loadConfig(faulty)).toThrow(
    expect.objectContaining({
      code: 'config/invalid',
      message: expect.stringMatching(/^(?!.*hunter2)(?=.*DATABASE_URL)(?=.*WORKER_TOKEN)(?=.*RETENTION)/),
    }),
  );
});

test('reads the signing key from a file, and says when it cannot or there is none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'octet-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'key.pem');
  writeFileSync(file, 'from file');
  const { OCTET_SIGNING_KEY, ...rest } = env;
  expect(loadConfig({ ...rest, OCTET_SIGNING_KEY_FILE: file }).signingKey).toBe('from file');
  expect(() => loadConfig({ ...rest, OCTET_SIGNING_KEY_FILE: join(folder, 'none') })).toThrow(/OCTET_SIGNING_KEY_FILE/);
  expect(() => loadConfig(rest)).toThrow(/OCTET_SIGNING_KEY or/);
});
