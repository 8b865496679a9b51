import type { DueDelivery, Webhooks } from '@octet/ledger';
import { expect, test, vi } from 'vitest';
import { receiver } from '../testing/receiver.ts';
import { stubParts } from '../testing/stub-parts.ts';
import { newSecret } from './secret.ts';
import { createSender } from './sender.ts';

const now = new Date('2026-01-01T00:00:00Z');

function due(url: string, attempts = 0, id = 'whd_1'): DueDelivery {
  const data = { job_id: null, state: null, verdict: null, problem_code: null, name: null, tags: [] };
  const payload = { type: 'ping', timestamp: now.toISOString(), data } as const;
  return { id, messageId: 'msg_1', endpointId: 'whe_1', url, secrets: { current: newSecret() }, payload, attempts };
}

/** A ledger with deliveries to lease; notes what is recorded. */
function fixture(deliveries: DueDelivery[]) {
  const record = vi.fn<Webhooks['record']>(async () => {});
  const disableEndpoint = vi.fn<Webhooks['disableEndpoint']>(async () => {});
  const lease: Webhooks['lease'] = async (_now, { limit }) => deliveries.splice(0, limit);
  const parts = stubParts({ ledger: { webhooks: { lease, record, disableEndpoint } }, clock: () => now });
  return { record, disableEndpoint, sender: createSender(parts, (error) => expect.unreachable(String(error))) };
}

test.each([
  [200, 0, { delivered: true, status: 200, error: null, nextAt: null }],
  [500, 0, { delivered: false, status: 500, nextAt: expect.any(Date) }],
  [500, 9, { delivered: false, status: 500, nextAt: null }],
] as const)('an answer %i after %i tries is recorded as %o', async (status, attempts, recorded) => {
  await using hook = await receiver((_request, response) => void response.writeHead(status).end());
  const { sender, record, disableEndpoint } = fixture([due(hook.url, attempts)]);
  await sender.tick();
  await sender.idle();
  expect(record).toHaveBeenCalledExactlyOnceWith('whd_1', expect.objectContaining({ at: now, ...recorded }));
  expect(disableEndpoint).not.toHaveBeenCalled();
});

test('410 ends the delivery and switches the endpoint off', async () => {
  await using hook = await receiver((_request, response) => void response.writeHead(410).end());
  const { sender, record, disableEndpoint } = fixture([due(hook.url)]);
  await sender.tick();
  await sender.idle();
  expect(record).toHaveBeenCalledWith('whd_1', expect.objectContaining({ delivered: false, nextAt: null }));
  expect(disableEndpoint).toHaveBeenCalledExactlyOnceWith('whe_1', expect.stringContaining('410'));
});

test('a receiver that hangs does not hold up the others', async () => {
  const release = Promise.withResolvers<void>();
  await using slow = await receiver(async (_request, response) => {
    await release.promise;
    response.end();
  });
  await using quick = await receiver((_request, response) => void response.end());
  const deliveries = [due(slow.url, 0, 'slow')];
  const { sender, record } = fixture(deliveries);
  await sender.tick();
  await vi.waitFor(() => expect(slow.received).toHaveLength(1));
  deliveries.push(due(quick.url, 0, 'quick'));
  await sender.tick();
  await vi.waitFor(() => expect(record.mock.calls.map(([id]) => id)).toEqual(['quick']));
  release.resolve();
  await sender.idle();
  expect(record.mock.calls.map(([id]) => id)).toEqual(['quick', 'slow']);
});

test('takes no more than there are places for', async () => {
  const release = Promise.withResolvers<void>();
  await using hook = await receiver(async (_request, response) => {
    await release.promise;
    response.end();
  });
  const deliveries = Array.from({ length: 40 }, (_, i) => due(hook.url, 0, `whd_${i}`));
  const { sender, record } = fixture(deliveries);
  await sender.tick();
  await sender.tick();
  expect(deliveries).toHaveLength(8);
  release.resolve();
  await sender.idle();
  await sender.tick();
  await sender.idle();
  expect(record).toHaveBeenCalledTimes(40);
});
