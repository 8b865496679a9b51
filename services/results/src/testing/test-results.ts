import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Job, jobClassOf, parseRecipe, type Scope } from '@octet/contracts';
import { createLedger, type Ledger } from '@octet/ledger';
import { type ObjectStore, openStore } from '@octet/storage';
import { testDatabase } from '@octet/testing';
import type { FastifyInstance } from 'fastify';
import { Registry } from 'prom-client';
import { buildResults, type Results } from '../app.ts';
import type { ResultsConfig } from '../config.ts';
import { testConfig } from './stub-parts.ts';

export interface TestResults extends AsyncDisposable {
  readonly app: FastifyInstance;
  readonly startLoops: Results['startLoops'];
  readonly ledger: Ledger;
  readonly store: ObjectStore;
  readonly registry: Registry;
  readonly signingKey: KeyObject;
  /** Jobs offered to the queue. */
  readonly offered: readonly string[];
  /** Authorization fields: of acme, and of globex. */
  readonly as: Readonly<Record<'writer' | 'reader' | 'stranger', { readonly authorization: string }>>;
  /** A queued job of acme. */
  submit(options?: { readonly modelName?: string; readonly webhookUrl?: string }): Promise<Job>;
}

/** The service on a database and a store of its own, with two tenants. */
export async function testResults(config: Partial<ResultsConfig> = {}): Promise<TestResults> {
  const folder = mkdtempSync(join(tmpdir(), 'octet-results-'));
  const database = await testDatabase();
  const ledger = await createLedger({ url: database.url });
  const store = await openStore(pathToFileURL(folder).href, { claim: ledger.retention.claim });
  const registry = new Registry();
  const signingKey = generateKeyPairSync('ed25519').privateKey;
  const offered: string[] = [];
  const dispatcher = { offer: async (jobId: string) => void offered.push(jobId), reconcile: async () => {} };
  const { app, startLoops } = await buildResults({ config: { ...testConfig, ...config }, ledger, store, dispatcher, signingKey, registry });

  const authorization = async (tenant: string, scopes: readonly Scope[]) => {
    await ledger.keys.ensureTenant(tenant);
    return { authorization: `Bearer ${(await ledger.keys.mint(tenant, { name: 'test', scopes })).secret}` };
  };
  const as = {
    writer: await authorization('acme', ['read', 'write']),
    reader: await authorization('acme', ['read']),
    stranger: await authorization('globex', ['read', 'write']),
  };

  async function asset(kind: 'model' | 'dataset', filename: string): Promise<string> {
    const { digest, bytes } = await store.put(chunk(`bytes of ${filename}`));
    await ledger.assets.add('acme', { kind, digest, bytes, filename });
    return digest;
  }

  return {
    app,
    startLoops,
    ledger,
    store,
    registry,
    signingKey,
    offered,
    as,
    async submit({ modelName = 'net.onnx', webhookUrl } = {}) {
      const recipe = parseRecipe({});
      const submission = {
        recipe,
        model: await asset('model', modelName),
        calibration: await asset('dataset', 'calibration.zip'),
        jobClass: jobClassOf(recipe),
        name: 'nightly',
        webhookUrl,
        tags: ['ci'],
        maxQueueSeconds: 600,
        maxRunSeconds: 600,
      };
      const submitted = await ledger.jobs.submit('acme', submission, { quota: { queuedJobs: 1000, cpuSeconds30d: 1e9 } });
      if (submitted.result !== 'created') throw new Error(`not submitted: ${submitted.result}`);
      return submitted.row.job;
    },
    async [Symbol.asyncDispose]() {
      await app.close();
      await ledger.close();
      await store.close();
      await database[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

export async function* chunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
