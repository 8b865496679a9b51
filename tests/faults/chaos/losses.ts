import { isFinal, outputNames } from '@octet/contracts';
import { type Asked, type FoundJob, finalEvent, type World } from './world.ts';

/** Everything that was promised and is not so, in words. None: nothing was lost. */
export function lossesOf(world: World): readonly string[] {
  const jobs = new Map(world.jobs.map((job) => [job.id, job]));
  return [
    ...world.asked.flatMap((asked) => [...lossesOfAsked(asked, jobs)]),
    ...unasked(world),
    ...world.jobs.flatMap((job) => [...lossesOfEnd(job), ...lossesOfOutputs(job, world), ...lossesOfWebhooks(job, world)]),
    ...lossesOfStorage(world),
    ...world.leftovers.map((what) => `left over: ${what}`),
  ];
}

function* lossesOfAsked({ key, answers, can, cancel }: Asked, jobs: ReadonlyMap<string, FoundJob>): Generator<string> {
  const ids = [...new Set(answers)];
  if (ids.length === 0) yield `${key}: was never answered`;
  if (ids.length > 1) yield `${key}: was answered with ${ids.length} jobs: ${ids.join(', ')}`;
  for (const id of ids) {
    const job = jobs.get(id);
    if (job === undefined) yield `${key}: its job ${id} is gone`;
    else if (cancel === 'promised' && job.state !== 'canceled') yield `${id}: was canceled, and is ${job.state}`;
    else if (cancel === 'never-asked' && job.state === 'canceled') yield `${id}: is canceled, and nobody asked for that`;
    else if (can !== 'succeed' && job.state === 'succeeded') yield `${id}: succeeded, with a model that can only ${can}`;
  }
}

function unasked({ asked, jobs }: World): readonly string[] {
  const known = new Set(asked.flatMap(({ answers }) => answers));
  return jobs.filter(({ id }) => !known.has(id)).map(({ id }) => `${id}: nobody submitted this job`);
}

function* lossesOfEnd({ id, state, ends, problemCode }: FoundJob): Generator<string> {
  if (!isFinal(state)) yield `${id}: is ${state}`;
  else if (ends.join() !== finalEvent(state)) yield `${id}: is ${state}, and its ends are [${ends}]`;
  if (problemCode === 'internal') yield `${id}: failed by a fault of Octet`;
}

function* lossesOfOutputs({ id, state, outputs, served, reported }: FoundJob, { stored }: World): Generator<string> {
  const names = outputs.map(({ name }) => name);
  const wanted = state === 'succeeded' ? outputNames : [];
  if ([...names].sort().join() !== [...wanted].sort().join()) yield `${id}: is ${state} with the outputs [${names}]`;
  for (const { name, digest, bytes } of outputs) {
    const object = stored.get(digest);
    if (object?.digest !== digest || object.bytes !== bytes) yield `${id}: its ${name} is not in storage as it was`;
  }
  const artifact = outputs.find(({ name }) => name === 'artifact')?.digest ?? null;
  if (served !== artifact) yield `${id}: the artifact served is ${served}, that of the outcome ${artifact}`;
  if (reported !== artifact) yield `${id}: the report speaks of the artifact ${reported}, the outcome of ${artifact}`;
}

function* lossesOfWebhooks({ id, tenant, state, messages }: FoundJob, { heard }: World): Generator<string> {
  if (messages.length !== 1) yield `${id}: has ${messages.length} messages about its end`;
  const about = heard.filter(({ jobId }) => jobId === id);
  if (!about.some(({ isTaken }) => isTaken)) yield `${id}: its end was never delivered`;
  for (const { webhookId, tenant: receiver, state: told } of about) {
    if (webhookId !== messages[0]) yield `${id}: was told under the webhook-id ${webhookId}, not ${messages[0]}`;
    if (receiver !== tenant) yield `${id}: of ${tenant} was told to ${receiver}`;
    if (told !== state) yield `${id}: is ${state} and was told as ${told}`;
  }
}

function* lossesOfStorage({ stored, referred }: World): Generator<string> {
  for (const [name, { digest }] of stored) {
    if (!referred.has(name)) yield `orphan in storage: ${name}`;
    if (digest !== name) yield `damaged in storage: ${name} holds ${digest}`;
  }
  for (const digest of referred) if (!stored.has(digest)) yield `missing in storage: ${digest}`;
}
