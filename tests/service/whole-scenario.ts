import { createHash } from 'node:crypto';
import { buffer, json } from 'node:stream/consumers';
import { type Evidence, type Job, outputNames, type Report } from '@octet/contracts';
import { type VerifiedEvidence, verifyEvidence } from '@octet/evidence';
import { clientOf, type RunningService } from './running-service.ts';
import { smallJob } from './small-job.ts';
import { until } from './until.ts';
import { type Received, webhookInbox } from './webhook-inbox.ts';

export interface Outcome {
  readonly job: Job;
  readonly stages: readonly string[];
  readonly events: readonly Received[];
  readonly digests: Readonly<Record<string, string>>;
  readonly report: Report;
  readonly evidence: VerifiedEvidence;
}

/**
 * What a pipeline does: registers an endpoint, uploads model and data in one request, polls, waits for the webhook, downloads everything, and
 * verifies the evidence with the key that the service publishes.
 */
export async function wholeScenario(service: RunningService, files = smallJob()): Promise<Outcome> {
  const client = clientOf(service);
  await using inbox = await webhookInbox();
  const { secret, id: endpoint } = await client.call('createEndpoint', { body: { url: inbox.url } });
  inbox.useSecret(secret);

  const submitted = await client.submit(await files, { name: 'scenario', tags: ['e2e'] });
  const stages = new Set<string>();
  let job = submitted;
  for await (job of client.watch(submitted.id, { everyMs: 50 })) if (job.stage !== null) stages.add(job.stage);
  if (job.state !== 'succeeded') throw new Error(`the job is ${job.state}: ${job.problem?.detail}`);
  const mine = () => inbox.received.filter(({ payload }) => payload.data.job_id === job.id);
  await until(async () => mine().length > 0, { seconds: 60, what: `the webhook of ${job.id} (${job.state})` });
  await client.call('deleteEndpoint', { params: { id: endpoint } });

  const digests: Record<string, string> = {};
  for (const name of outputNames) {
    digests[name] = createHash('sha256')
      .update(await buffer(await client.download(job.id, name)))
      .digest('hex');
  }
  const report = (await json(await client.download(job.id, 'report.json'))) as Report;
  const evidence = (await json(await client.download(job.id, 'evidence'))) as Evidence;
  const { keys } = (await (await fetch(new URL('/.well-known/jwks.json', service.url))).json()) as { keys: Record<string, string>[] };
  const { evidence: _, ...files_ } = digests;
  return {
    job,
    stages: [...stages],
    events: mine(),
    digests,
    report,
    evidence: await verifyEvidence(evidence, { files: files_, trustedKey: keys[0] }),
  };
}
