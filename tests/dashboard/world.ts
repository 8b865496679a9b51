import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OctetClient } from '@octet/client';
import type { Job } from '@octet/contracts';
import { builtDashboard } from '@octet/dashboard';
import { type Browser, chromium } from 'playwright-core';
import { type EmbeddedService, embeddedService } from '../service/embedded.ts';
import { clientOf } from '../service/running-service.ts';
import { smallJob } from '../service/small-job.ts';
import { hostileJob } from './hostile-job.ts';
import { writeEndedJobs } from './many-jobs.ts';
import { type PageOptions, type WatchedPage, watchedPage } from './watched-page.ts';

export interface World extends AsyncDisposable {
  readonly service: EmbeddedService;
  readonly client: OctetClient;
  /** Two that have succeeded, of the same model with other data. */
  readonly jobs: readonly [Job, Job];
  /** Its model, nodes and name are hostile strings; it has succeeded too. */
  readonly hostile: Job;
  /** Default: signed in. */
  open(options?: PageOptions & { readonly signedIn?: boolean }): Promise<WatchedPage>;
}

const oldJobs = 10_000;

/** Larger files go in parts of so many bytes. */
export const partBytes = 64 * 1024;

/** One service and one browser for all the tests, and the jobs that they look at. */
export async function dashboardWorld(executablePath: string): Promise<World> {
  await using undo = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'octet-dashboard-'));
  undo.defer(() => rm(dataFolder, { recursive: true, force: true }));
  // As root, PostgreSQL runs as another user, who has to get there.
  await chmod(dataFolder, 0o711);
  await writeEndedJobs(dataFolder, oldJobs);
  // Built here, so that pages that do not build fail the tests at once; the service would start without them.
  const env = { OCTET_DASHBOARD_FOLDER: builtDashboard().folder, OCTET_UPLOAD_PART_BYTES: String(partBytes) };
  const service = undo.use(await embeddedService({ dataFolder, env }));
  const client = clientOf(service);
  const browser = await launch(executablePath);
  undo.defer(() => browser.close());
  const files = [await smallJob(), await smallJob(1)];
  const submitted = [
    ...(await Promise.all(files.map((file, i) => client.submit(file, { name: `seed ${i}`, tags: ['seed'] })))),
    await client.submit(await hostileJob(), { name: '<b onclick=alert(1)>hostile\u202E</b>', tags: ['hostile'] }),
  ];
  const [first, second, hostile] = await Promise.all(submitted.map((job) => ended(client, job.id)));
  if (!first || !second || !hostile) throw new Error('three were submitted');
  const kept = undo.move();
  return {
    service,
    client,
    jobs: [first, second],
    hostile,
    open: ({ signedIn = true, ...options } = {}) =>
      watchedPage(browser, service.url, { ...(signedIn && { key: service.key }), ...options }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

// Root's browser has no sandbox to enter; running tests as root is a choice.
const launch = (executablePath: string): Promise<Browser> => chromium.launch({ executablePath, args: ['--no-sandbox'] });

async function ended(client: OctetClient, id: string): Promise<Job> {
  let last: Job | undefined;
  for await (const job of client.watch(id, { everyMs: 200 })) last = job;
  if (last?.state !== 'succeeded') throw new Error(`${id} is ${last?.state}: ${last?.problem?.detail}`);
  return last;
}
