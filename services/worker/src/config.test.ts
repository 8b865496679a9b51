import { expect, test } from 'vitest';
import { loadConfig } from './config.ts';

const least = { OCTET_RESULTS_URL: 'http://results:8081/', OCTET_WORKER_TOKEN: 'sixteen letters!', OCTET_REDIS_URL: 'redis://queue' };

test('the least that is needed gives the rest its defaults', () => {
  const config = loadConfig(least);
  expect(config).toMatchObject({
    resultsUrl: 'http://results:8081',
    publicUrl: '',
    drainSeconds: 30,
    queue: { redisUrl: 'redis://queue' },
  });
  expect(config.memoryBytes).toBeGreaterThanOrEqual(2.25 * 1024 ** 3);
  expect(config.scratch).toMatch(/^\//);
  expect(Object.isFrozen(config)).toBe(true);
});

test('without Redis the queue is on the database', () => {
  expect(loadConfig({ ...least, OCTET_REDIS_URL: '', OCTET_DATABASE_URL: 'postgres://x' }).queue).toEqual({ databaseUrl: 'postgres://x' });
});

test('names every fault, and no secret', () => {
  const faulty = { OCTET_WORKER_TOKEN: 'short', OCTET_WORKER_MEMORY_BYTES: '12', OCTET_WORKER_CPU_CLASS: 'fast' };
  const wrong = () => loadConfig(faulty);
  for (const name of ['OCTET_RESULTS_URL', ...Object.keys(faulty)]) expect(wrong).toThrow(name);
  expect(wrong).not.toThrow(/short/);
  expect(() => loadConfig({ ...least, OCTET_REDIS_URL: undefined })).toThrow(/OCTET_REDIS_URL or OCTET_DATABASE_URL/);
});
