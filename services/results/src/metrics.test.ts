import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { createMetrics } from './metrics.ts';

test('has no figure of waiting jobs while the ledger does not answer, and still all the others', async () => {
  const registry = new Registry();
  const countUnfinished = async () => Promise.reject(new Error('gone'));
  createMetrics(registry, { jobs: { countUnfinished } as never }).deliveries.inc({ result: 'delivered' });
  const metrics = await registry.metrics();
  expect(metrics).not.toContain('octet_jobs_queued{');
  expect(metrics).toContain('octet_webhook_tries_total{result="delivered"} 1');
});
