import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer, json } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { OctetClient } from '@octet/client';
import { finalStates, type Report } from '@octet/contracts';
import type pg from 'pg';
import type { WebhookInbox } from '../../service/webhook-inbox.ts';
import { type FoundJob, finalEvent, type Heard, type World } from './world.ts';

type JobFacts = Omit<FoundJob, 'served' | 'reported'>;

/** Jobs by SQL, and what the API serves of those that succeeded. */
export async function observeJobs(db: pg.Client, clients: ReadonlyMap<string, OctetClient>): Promise<readonly FoundJob[]> {
  const { rows } = await db.query<JobFacts>(
    `SELECT id, tenant, state, attempt, problem->>'code' AS "problemCode",
       ARRAY(SELECT type FROM job_events e WHERE e.job_id = j.id AND type = ANY ($1) ORDER BY e.id) AS ends,
       coalesce((SELECT json_agg(json_build_object('name', name, 'digest', digest, 'bytes', bytes)) FROM outputs o WHERE o.job_id = j.id), '[]') AS outputs,
       ARRAY(SELECT id FROM webhook_messages m WHERE m.job_id = j.id) AS messages
     FROM jobs j ORDER BY created_at`,
    [finalStates.map(finalEvent)],
  );
  return await Promise.all(rows.map(async (job) => ({ ...job, ...(await servedOf(job, clients.get(job.tenant))) })));
}

async function servedOf({ id, state }: JobFacts, client: OctetClient | undefined): Promise<Pick<FoundJob, 'served' | 'reported'>> {
  if (state !== 'succeeded' || client === undefined) return { served: null, reported: null };
  const artifact = await buffer(await client.download(id, 'artifact'));
  const report = (await json(await client.download(id, 'report.json'))) as Report;
  return { served: createHash('sha256').update(artifact).digest('hex'), reported: report.provenance.artifact_sha256 };
}

/** Objects as they lie in the folder of a file store, and what the database refers to. */
export async function observeStorage(db: pg.Client, folder: string): Promise<Pick<World, 'stored' | 'referred'>> {
  const { rows } = await db.query<{ digest: string }>(
    'SELECT digest FROM assets UNION SELECT digest FROM outputs UNION SELECT digest FROM upload_parts UNION SELECT model FROM jobs UNION SELECT calibration FROM jobs',
  );
  const stored = new Map<string, { readonly digest: string; readonly bytes: number }>();
  for (const prefix of await readdir(join(folder, 'objects'))) {
    for (const rest of await readdir(join(folder, 'objects', prefix))) {
      const path = join(folder, 'objects', prefix, rest);
      stored.set(prefix + rest, { digest: await sha256(path), bytes: (await stat(path)).size });
    }
  }
  return { stored, referred: new Set(rows.map(({ digest }) => digest)) };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

export function heardBy(tenant: string, { received, turnedAway }: WebhookInbox): readonly Heard[] {
  const heard = (isTaken: boolean) => (one: WebhookInbox['received'][number]) => ({
    tenant,
    jobId: one.payload.data.job_id,
    webhookId: one.webhookId,
    state: one.payload.data.state,
    isTaken,
  });
  return [...received.map(heard(true)), ...turnedAway.map(heard(false))];
}
