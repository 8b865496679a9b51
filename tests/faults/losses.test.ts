import { outputNames } from '@octet/contracts';
import { expect, test } from 'vitest';
import { lossesOf } from './chaos/losses.ts';
import type { Asked, FoundJob, Heard, World } from './chaos/world.ts';

const outputs = outputNames.map((name) => ({ name, digest: `digest of ${name}`, bytes: 7 }));
const succeeded: FoundJob = {
  id: 'job_1',
  tenant: 'acme',
  state: 'succeeded',
  attempt: 2,
  problemCode: null,
  ends: ['job.succeeded'],
  outputs,
  served: 'digest of artifact',
  reported: 'digest of artifact',
  messages: ['msg_1'],
};
const canceled: FoundJob = {
  ...succeeded,
  id: 'job_2',
  state: 'canceled',
  ends: ['job.canceled'],
  outputs: [],
  served: null,
  reported: null,
  messages: ['msg_2'],
};
const asked: Asked = { tenant: 'acme', key: 'key 1', can: 'succeed', answers: ['job_1', 'job_1'], cancel: 'never-asked' };
const askedCanceled: Asked = { tenant: 'acme', key: 'key 2', can: 'hang', answers: ['job_2'], cancel: 'promised' };
const heard: Heard = { tenant: 'acme', jobId: 'job_1', webhookId: 'msg_1', state: 'succeeded', isTaken: true };
const heardCanceled: Heard = { ...heard, jobId: 'job_2', webhookId: 'msg_2', state: 'canceled' };
const digests = outputs.map(({ digest }) => digest);

const whole: World = {
  asked: [asked, askedCanceled],
  jobs: [succeeded, canceled],
  heard: [{ ...heard, isTaken: false }, heard, heard, heardCanceled],
  stored: new Map([...digests, 'model'].map((digest) => [digest, { digest, bytes: 7 }])),
  referred: new Set([...digests, 'model']),
  leftovers: [],
};

test('a world in which all was kept has no losses, whatever was repeated', () => {
  expect(lossesOf(whole)).toEqual([]);
});

const brokenJobs = (job: Partial<FoundJob>): World => ({ ...whole, jobs: [{ ...succeeded, ...job }, canceled] });
const without = (digest: string): World['stored'] => new Map([...whole.stored].filter(([name]) => name !== digest));

test.each<readonly [string, World, string]>([
  [
    'a request without an answer',
    { ...whole, asked: [asked, askedCanceled, { ...asked, key: 'key 3', answers: [] }] },
    'key 3: was never answered',
  ],
  ['two jobs of one key', { ...whole, asked: [{ ...asked, answers: ['job_1', 'job_2'] }, askedCanceled] }, 'answered with 2 jobs'],
  ['a 202 whose job is gone', { ...whole, jobs: [canceled] }, 'its job job_1 is gone'],
  ['a job that nobody knows', { ...whole, asked: [asked] }, 'job_2: nobody submitted this job'],
  ['a job that hangs', brokenJobs({ state: 'running', ends: [] }), 'job_1: is running'],
  ['a job that ended twice', brokenJobs({ ends: ['job.failed', 'job.succeeded'] }), 'its ends are [job.failed,job.succeeded]'],
  ['a job whose end was not noted', brokenJobs({ ends: [] }), 'its ends are []'],
  ['a fault of Octet', brokenJobs({ problemCode: 'internal' }), 'failed by a fault of Octet'],
  ['a cancel that was forgotten', { ...whole, asked: [{ ...asked, cancel: 'promised' }, askedCanceled] }, 'was canceled, and is succeeded'],
  ['a cancel that nobody wanted', { ...whole, asked: [asked, { ...askedCanceled, cancel: 'never-asked' }] }, 'nobody asked for that'],
  ['a success that cannot be', { ...whole, asked: [{ ...asked, can: 'fail' }, askedCanceled] }, 'with a model that can only fail'],
  ['a second artifact', brokenJobs({ outputs: [...outputs, ...outputs.slice(0, 1)] }), 'with the outputs [artifact'],
  ['a success without a report', brokenJobs({ outputs: outputs.slice(0, 1) }), 'is succeeded with the outputs [artifact]'],
  ['other bytes served', brokenJobs({ served: 'digest of another' }), 'the artifact served is digest of another'],
  ['another artifact reported', brokenJobs({ reported: 'digest of another' }), 'the report speaks of the artifact digest of another'],
  ['a lost webhook', { ...whole, heard: [{ ...heard, isTaken: false }, heardCanceled] }, 'job_1: its end was never delivered'],
  ['a second webhook-id', { ...whole, heard: [...whole.heard, { ...heard, webhookId: 'msg_9' }] }, 'under the webhook-id msg_9'],
  ['two messages', brokenJobs({ messages: ['msg_1', 'msg_9'] }), 'has 2 messages'],
  ['a webhook that tells another end', { ...whole, heard: [...whole.heard, { ...heard, state: 'failed' }] }, 'was told as failed'],
  ['a webhook to a stranger', { ...whole, heard: [...whole.heard, { ...heard, tenant: 'globex' }] }, 'of acme was told to globex'],
  ['an orphan', { ...whole, referred: new Set(digests) }, 'orphan in storage: model'],
  ['a lost input', { ...whole, stored: without('model') }, 'missing in storage: model'],
  ['a lost output', { ...whole, stored: without('digest of evidence') }, 'job_1: its evidence is not in storage as it was'],
  [
    'damage',
    { ...whole, stored: new Map([...whole.stored, ['model', { digest: 'other', bytes: 7 }]]) },
    'damaged in storage: model holds other',
  ],
  ['a leftover', { ...whole, leftovers: ['process 7'] }, 'left over: process 7'],
])('%s is found', (_, world, loss) => {
  expect(lossesOf(world)).toContainEqual(expect.stringContaining(loss));
});
