import { generateKeyPairSync } from 'node:crypto';
import type { Ledger } from '@octet/ledger';
import { Registry } from 'prom-client';
import type { ResultsConfig } from '../config.ts';
import { createMetrics } from '../metrics.ts';
import type { Parts } from '../parts.ts';
import { defaultRetrySeconds } from '../webhooks/retry-schedule.ts';

export const testConfig: ResultsConfig = {
  publicUrl: 'https://octet.example',
  workerToken: 'the-token-of-the-workers',
  webhookAllow: ['127.0.0.1'],
  webhookRetrySeconds: defaultRetrySeconds,
  retentionDays: 30,
  maxOutputBytes: 1_000_000,
  sweepSeconds: 600,
  sweepGraceSeconds: 3600,
  silentSeconds: 5,
  heartbeatSeconds: 1,
};

/** A ledger that has only the methods named; calling another is a TypeError, which fails the test. */
export type StubLedger = { readonly [Area in keyof Ledger]?: Partial<Ledger[Area]> };

/** Parts for what is tested without a server. */
export function stubParts({ ledger = {}, ...rest }: Partial<Omit<Parts, 'ledger'>> & { readonly ledger?: StubLedger }): Parts {
  const stub = ledger as Ledger;
  return {
    config: testConfig,
    ledger: stub,
    store: {} as Parts['store'],
    dispatcher: { offer: async () => {}, reconcile: async () => {} },
    signingKey: generateKeyPairSync('ed25519').privateKey,
    metrics: createMetrics(new Registry(), stub),
    clock: () => new Date(),
    lookup: async () => [],
    ...rest,
  };
}
