import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileOnDisk, followJob, jobLines, saveOutputs } from '@octet/cli';
import { OctetClient } from '@octet/client';
import { isProblemCode, ProblemError, type Report } from '@octet/contracts';
import { verifyEvidence } from '@octet/evidence';
import { webhookReceiver } from './webhook-receiver.ts';

export interface DemoJob {
  readonly model: string;
  readonly calibration: string;
  readonly evaluation: string;
  readonly recipe: object;
  /** Folder for artifact, report and evidence. */
  readonly out: string;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

export interface DemoRun {
  readonly jobId: string;
  readonly report: Report;
  /** From the first byte sent to the last file verified, less the engine's own stages. */
  readonly overheadSeconds: number;
  readonly webhookVerified: boolean;
  readonly evidenceVerified: boolean;
}

const webhookSeconds = 15;
const pollMs = 150;

/**
 * What a pipeline does: submits by one multipart request, follows by polling, takes the signed webhook, downloads, and checks digests and
 * evidence. Throws where any of it does not hold.
 */
export async function throughTheService(service: { readonly url: string; readonly key: string }, job: DemoJob): Promise<DemoRun> {
  const { signal, say, out } = job;
  const client = new OctetClient(service);
  await using receiver = await webhookReceiver();
  const endpoint = await client.call('createEndpoint', { body: { url: receiver.url }, signal });
  receiver.useSecret(endpoint.secret);

  const startedAt = performance.now();
  const files = {
    model: await fileOnDisk(job.model),
    calibration: await fileOnDisk(job.calibration),
    evaluation: await fileOnDisk(job.evaluation),
  };
  const submitted = await client.submit(files, { recipe: { ...job.recipe }, name: 'demo' }, { signal });
  say(`job ${submitted.id}`);
  const ended = await followJob(client, submitted.id, { progress: { onEvent: jobLines(say), end() {} }, signal, say, everyMs: pollMs });
  if (ended.state !== 'succeeded')
    throw new ProblemError(codeOf(ended.problem?.code), ended.problem?.detail ?? `The job is ${ended.state}.`);

  const event = await receiver.verifiedEvent(ended.id, AbortSignal.any([signal, AbortSignal.timeout(1000 * webhookSeconds)]));
  say(`webhook ${event.type}, signature verified`);
  const saved = await saveOutputs(client, ended, { folder: out, signal });
  const evidence: unknown = JSON.parse(await readFile(join(out, 'evidence.json'), 'utf8'));
  const digests = Object.fromEntries(ended.outputs.filter(({ name }) => name !== 'evidence').map(({ name, digest }) => [name, digest]));
  const { trusted } = await verifyEvidence(evidence, {
    files: { ...digests, model: ended.model.digest },
    trustedKey: await publishedKey(service.url),
  });
  say(`${Object.keys(saved).length} files downloaded, digests and evidence verified`);
  const wholeSeconds = (performance.now() - startedAt) / 1000;

  const report = JSON.parse(await readFile(join(out, 'report.json'), 'utf8')) as Report;
  const engineSeconds = report.provenance.stages.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    jobId: ended.id,
    report,
    overheadSeconds: wholeSeconds - engineSeconds,
    webhookVerified: event.data.job_id === ended.id,
    evidenceVerified: trusted,
  };
}

async function publishedKey(url: string): Promise<Record<string, string> | undefined> {
  const { keys } = (await (await fetch(new URL('/.well-known/jwks.json', url))).json()) as {
    readonly keys: readonly Record<string, string>[];
  };
  return keys[0];
}

const codeOf = (code: string | undefined) => (isProblemCode(code) ? code : 'internal');
