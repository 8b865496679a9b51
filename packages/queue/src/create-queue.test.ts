import { freePort } from '@octet/testing';
import { expect, it } from 'vitest';
import { createQueue } from './create-queue.ts';

it.each([
  ['Redis', async () => ({ redisUrl: `redis://octet:secret@127.0.0.1:${await freePort()}` }), 'OCTET_REDIS_URL'],
  ['PostgreSQL', async () => ({ databaseUrl: `postgres://octet:secret@127.0.0.1:${await freePort()}/octet` }), 'OCTET_DATABASE_URL'],
] as const)('refuses a %s that does not answer, says where and what to look at, and keeps its password', async (_, where, setting) => {
  const refusal = await createQueue(await where()).catch((error: unknown) => error);
  expect(refusal).toMatchObject({
    code: 'queue/unreachable',
    message: expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:\\d+.*${setting}`)),
  });
  expect(String(refusal)).not.toContain('secret');
});
