import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { scopes } from '@octet/contracts';
import { createLedger } from '@octet/ledger';
import { freePort } from '@octet/testing';
import type { RunningService } from './running-service.ts';
import { type ServiceProcess, serviceProcess } from './service-process.ts';
import { until } from './until.ts';

export type Role = 'gateway' | 'results' | 'worker';

export interface ClusterOptions {
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly counts?: Partial<Record<Role, number>>;
  /** For every process, or those of one role. */
  readonly env?: Readonly<Record<string, string>>;
  readonly envOf?: Partial<Record<Role, Readonly<Record<string, string>>>>;
}

export interface Member {
  readonly role: Role;
  /** Origin that it listens on; '' for workers. */
  readonly url: string;
  process: ServiceProcess;
  /** Starts it again where it was, after it was ended. */
  restart(): Promise<void>;
}

export interface Cluster extends RunningService {
  readonly members: readonly Member[];
  /** A second gateway, where there is one: what one takes, the other tells of. */
  readonly urls: readonly string[];
  readonly folder: string;
  readonly storageFolder: string;
  /** One worker more, after those of `counts`; it takes jobs some seconds later. */
  addWorker(env?: Readonly<Record<string, string>>): Member;
  /** A key of another tenant. */
  keyFor(tenant: string): Promise<string>;
}

/** Gateways, results services and workers as processes of their own, on a database, a Redis and a folder that they share. */
export async function clusterService({ databaseUrl, redisUrl, counts = {}, env = {}, envOf = {} }: ClusterOptions): Promise<Cluster> {
  await using undo = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'octet-cluster-'));
  undo.defer(() => rm(folder, { recursive: true, force: true }));
  const storageFolder = join(folder, 'objects');
  const shared = {
    OCTET_DATABASE_URL: databaseUrl,
    OCTET_REDIS_URL: redisUrl,
    OCTET_STORAGE_URL: pathToFileURL(storageFolder).href,
    OCTET_WORKER_TOKEN: randomBytes(32).toString('base64url'),
    OCTET_SIGNING_KEY: generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    OCTET_WEBHOOK_ALLOW: '127.0.0.1',
    ...env,
  };
  const origins = async (count: number) =>
    await Promise.all(Array.from({ length: count }, async () => `http://127.0.0.1:${await freePort()}`));
  const gateways = await origins(counts.gateway ?? 2);
  const results = await origins(counts.results ?? 2);
  const listening = (url: string) => ({ OCTET_LISTEN: new URL(url).host, OCTET_PUBLIC_URL: gateways[0] ?? '' });
  const members: Member[] = [];
  // The last first, so that each can still report to those it works for.
  undo.defer(async () => {
    for (const { process } of members.toReversed()) await process[Symbol.asyncDispose]();
  });
  const add = (role: Role, url: string, own: Readonly<Record<string, string>>) => {
    const begin = () => serviceProcess(`services/${role}/src/server.ts`, { ...shared, ...own, ...envOf[role] });
    const member: Member = {
      role,
      url,
      process: begin(),
      restart: async () => {
        await member.process.ended;
        member.process = begin();
      },
    };
    members.push(member);
    return member;
  };
  const output = () => members.map(({ role, process }) => `--- ${role} ${process.pid}\n${process.output()}`).join('\n');
  const fault = () => (members.every(({ process }) => process.running()) ? undefined : `a process ended at its start\n${output()}`);
  for (const url of results) add('results', url, listening(url));
  await ready(results, fault, output);
  for (const [i, url] of gateways.entries())
    add('gateway', url, { ...listening(url), OCTET_RESULTS_URL: results[i % results.length] ?? '' });
  let workers = 0;
  const addWorker = (own: Readonly<Record<string, string>> = {}) => {
    const i = workers++;
    return add('worker', '', {
      OCTET_RESULTS_URL: results[i % results.length] ?? '',
      OCTET_WORKER_NAME: `worker-${i}`,
      OCTET_SCRATCH: join(folder, `scratch-${i}`),
      ...own,
    });
  };
  for (let i = 0; i < (counts.worker ?? 2); i++) addWorker();
  await ready(gateways, fault, output);
  const keyFor = (tenant: string) => mintKey(databaseUrl, tenant);
  const key = await keyFor('acme');
  const kept = undo.move();
  return {
    url: gateways[0] ?? '',
    urls: gateways,
    key,
    members,
    folder,
    storageFolder,
    addWorker,
    keyFor,
    output,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** `fault` is asked first: of what has ended nobody need wait for an answer. */
async function ready(urls: readonly string[], fault: () => string | undefined, output: () => string): Promise<void> {
  const answers = async (url: string) => fault() !== undefined || (await fetch(`${url}/readyz`)).ok;
  try {
    await Promise.all(urls.map((url) => until(() => answers(url), { seconds: 120, what: `${url} is ready` })));
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${output()}`, { cause: error });
  }
  const found = fault();
  if (found !== undefined) throw new Error(found);
}

async function mintKey(databaseUrl: string, tenant: string): Promise<string> {
  const ledger = await createLedger({ url: databaseUrl, poolSize: 1 });
  try {
    await ledger.keys.ensureTenant(tenant);
    return (await ledger.keys.mint(tenant, { name: 'tests', scopes })).secret;
  } finally {
    await ledger.close();
  }
}
