import { Readable } from 'node:stream';
import { attemptTokenHeader, type Claim } from '@octet/contracts';
import { request } from 'undici';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestResults, testResults } from '../testing/test-results.ts';
import { failedOutcome, releasedOutcome, sha256, testWorker, workerHeaders } from '../testing/test-worker.ts';

let results: TestResults;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  results = await testResults({ maxOutputBytes: 1000 });
  worker = testWorker(results.app);
});
afterAll(() => results[Symbol.asyncDispose]());

const claimed = async (): Promise<Claim> => await worker.claim((await results.submit()).id);
test.each([
  ['POST', '/internal/v1/workers'],
  ['POST', '/internal/v1/claims'],
  ['GET', `/internal/v1/attempts/job_${'0'.repeat(26)}/1/inputs/${'a'.repeat(64)}`],
  ['POST', `/internal/v1/attempts/job_${'0'.repeat(26)}/1/heartbeat`],
  ['PUT', `/internal/v1/attempts/job_${'0'.repeat(26)}/1/outputs/artifact`],
  ['POST', `/internal/v1/attempts/job_${'0'.repeat(26)}/1/outcome`],
] as const)('%s %s is for workers alone: no token, a wrong one and a user’s key are 401', async (method, url) => {
  const send = async (headers: Record<string, string>) => (await results.app.inject({ method, url, headers })).json();
  expect(await send({})).toMatchObject({ status: 401, code: 'auth/missing' });
  expect(await send({ authorization: `${workerHeaders.authorization}x` })).toMatchObject({ status: 401, code: 'auth/invalid' });
  expect(await send(results.as.writer)).toMatchObject({ status: 401, code: 'auth/invalid' });
});

test('the token of the workers opens no public route', async () => {
  const answer = await results.app.inject({ url: '/v1/webhook-endpoints', headers: workerHeaders });
  expect(answer.json()).toMatchObject({ status: 401, code: 'auth/invalid' });
});

test('a hello is noted, and a faulty one refused by field', async () => {
  expect((await worker.hello()).statusCode).toBe(204);
  const faulty = await results.app.inject({
    method: 'POST',
    url: '/internal/v1/workers',
    headers: workerHeaders,
    payload: { worker_id: '' },
  });
  expect(faulty.json()).toMatchObject({ status: 400, code: 'request/invalid' });
});

test('a waiting job is claimed once, with inputs that its token opens', async () => {
  const job = await results.submit();
  const claim = await worker.claim(job.id);
  expect(claim).toMatchObject({ job_id: job.id, attempt: 1, heartbeat_seconds: 1, evaluation: null });
  expect((await worker.tryClaim(job.id)).json()).toMatchObject({ status: 409, code: 'claim/nothing-to-do' });

  const input = await worker.input(claim, claim.model.path);
  expect([input.statusCode, input.body, input.headers['content-length']]).toEqual([200, 'bytes of net.onnx', '17']);
});

test('a claim of a job that is not there is nothing to do', async () => {
  await worker.hello();
  expect((await worker.tryClaim(`job_${'0'.repeat(26)}`)).json()).toMatchObject({ status: 409, code: 'claim/nothing-to-do' });
});

test('an attempt reads no other bytes than its inputs', async () => {
  const claim = await claimed();
  const { digest } = await results.store.put(Readable.from([Buffer.from('of another tenant')]));
  const path = claim.model.path.replace(claim.model.digest, digest);
  expect((await worker.input(claim, path)).json()).toMatchObject({ status: 404, code: 'not-found' });
});

test('without the token of the attempt, or with that of another, everything is fenced', async () => {
  const [claim, other] = [await claimed(), await claimed()];
  const forged = { ...claim, token: other.token };
  for (const answer of [
    await worker.input(forged, claim.model.path),
    await worker.beat(forged),
    await worker.put(forged, 'artifact', 'x'),
    await worker.outcome(forged, { status: 'canceled', cpu_seconds: 0 }),
  ]) {
    expect(answer.json()).toMatchObject({ status: 409, code: 'attempt/fenced' });
  }
  const none = await results.app.inject({ url: claim.model.path, headers: workerHeaders });
  expect(none.json()).toMatchObject({ status: 409, code: 'attempt/fenced' });
});

test('a heartbeat is answered with what to do', async () => {
  const claim = await claimed();
  expect((await worker.beat(claim, [{ level: 'info', text: 'fusing' }])).json()).toEqual({ action: 'continue' });
  await results.ledger.jobs.cancel('acme', claim.job_id);
  expect((await worker.beat(claim)).json()).toEqual({ action: 'cancel' });
});

test('an output is stored under its digest', async () => {
  const claim = await claimed();
  const base64 = Buffer.from(sha256('abc'), 'hex').toString('base64');
  const answer = await worker.put(claim, 'artifact', 'abc', { 'content-digest': `sha-512=:xx:, sha-256=:${base64}:` });
  expect(answer.json()).toEqual({ name: 'artifact', digest: sha256('abc'), bytes: 3 });
  expect(await results.store.stat(sha256('abc'))).toMatchObject({ bytes: 3 });
});

test.each([
  ['artifact', { 'content-digest': `sha-256=:${'A'.repeat(43)}=:` }, 400, 'request/digest-mismatch'],
  ['artifact', { 'content-digest': 'md5=:x:' }, 400, 'request/invalid'],
  ['artifact', {}, 413, 'request/too-large', 'x'.repeat(1001)],
  ['evidence', {}, 400, 'request/invalid'],
  ['anything', {}, 400, 'request/invalid'],
  ['artifact', { 'content-type': 'text/xml' }, 415, 'request/unsupported-media-type'],
  ['artifact', { 'content-type': 'application/json' }, 400, 'request/invalid', '"abc"'],
] as const)('refuses an output %s with %o as %i %s', async (name, headers, status, code, payload = 'abc') => {
  expect((await worker.put(await claimed(), name, payload, headers)).json()).toMatchObject({ status, code });
});

test('an output that grows beyond the limit without having said so is refused too, on a real connection', async () => {
  const claim = await claimed();
  const url = await results.app.listen({ host: '127.0.0.1', port: 0 });
  const { statusCode, body } = await request(`${url}/internal/v1/attempts/${claim.job_id}/1/outputs/artifact`, {
    method: 'PUT',
    headers: { ...workerHeaders, [attemptTokenHeader]: claim.token, 'content-type': 'application/octet-stream', connection: 'close' },
    body: Readable.from(Array.from({ length: 50 }, () => Buffer.alloc(600))),
  });
  expect([statusCode, await body.json()]).toEqual([413, expect.objectContaining({ code: 'request/too-large' })]);
});

test('a job that was released waits again and is offered to the queue; the attempt is over', async () => {
  const claim = await claimed();
  expect((await worker.outcome(claim, releasedOutcome)).json()).toEqual({});
  expect(results.offered).toContain(claim.job_id);
  expect((await worker.beat(claim)).json()).toMatchObject({ code: 'attempt/fenced' });
  expect(await worker.claim(claim.job_id)).toMatchObject({ attempt: 2 });
});

test('a failed job keeps its problem, and is offered to nobody', async () => {
  const claim = await claimed();
  expect((await worker.outcome(claim, failedOutcome)).statusCode).toBe(200);
  expect((await results.ledger.jobs.get('acme', claim.job_id))?.job).toMatchObject({
    state: 'failed',
    problem: { code: 'model/malformed' },
  });
  expect(results.offered).not.toContain(claim.job_id);
});

test('an outcome of another form is refused by field', async () => {
  const claim = await claimed();
  expect((await worker.outcome(claim, { status: 'done' })).json()).toMatchObject({ status: 400, code: 'request/invalid' });
});
