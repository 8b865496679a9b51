import type { Evidence } from '@octet/contracts';
import { canonicalDigest, publicJwkOf, verifyEvidence } from '@octet/evidence';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestResults, testResults } from '../testing/test-results.ts';
import { reportAbout, sha256, successOf, successText, testCpu, testWorker } from '../testing/test-worker.ts';

let results: TestResults;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  results = await testResults();
  worker = testWorker(results.app);
});
afterAll(() => results[Symbol.asyncDispose]());

const get = (url: string, headers = {}) => results.app.inject({ url, headers: { ...results.as.reader, ...headers } });
const jobOf = async (id: string) => (await results.ledger.jobs.get('acme', id))?.job;

test('a success is recorded with signed evidence of what went in and came out', async () => {
  const job = await results.submit();
  const { answer } = await worker.succeed(job.id);
  expect([answer.statusCode, answer.json()]).toEqual([200, {}]);
  expect(await jobOf(job.id)).toMatchObject({ state: 'succeeded', verdict: 'pass' });
  expect((await jobOf(job.id))?.outputs.map(({ name }) => name).sort()).toEqual([
    'artifact',
    'evidence',
    'report.html',
    'report.json',
    'report.md',
  ]);

  const evidence = (await get(`/v1/jobs/${job.id}/evidence`)).json<Evidence>();
  const artifact = await get(`/v1/jobs/${job.id}/artifact`);
  const jwks = (await results.app.inject({ url: '/.well-known/jwks.json' })).json<{ keys: Record<string, string>[] }>();
  expect(jwks.keys).toEqual([await publicJwkOf(results.signingKey)]);
  const { manifest } = await verifyEvidence(evidence, {
    trustedKey: jwks.keys[0],
    files: { artifact: sha256(artifact.rawPayload), model: job.model.digest, calibration: job.calibration.digest },
  });
  expect(manifest).toMatchObject({
    job_id: job.id,
    attempt: 1,
    inputs: { model: { filename: 'net.onnx' }, evaluation: null },
    recipe: job.recipe,
    recipe_sha256: canonicalDigest(job.recipe),
    verdict: 'pass',
    versions: { octet: '0.1.0', onnxruntime: '1.2.3' },
    cpu: testCpu,
    latency_samples: [{ threads: 1, fp32_ms: [2.5, 2.25], int8_ms: [1.5, 1.25] }],
  });
  expect(manifest.outputs.map(({ name }) => name)).not.toContain('evidence');
});

test('the same outcome again, because its answer was lost, is answered alike and changes nothing', async () => {
  const job = await results.submit();
  const { claim, outcome } = await worker.succeed(job.id);
  const before = await jobOf(job.id);
  expect((await worker.outcome(claim, outcome)).statusCode).toBe(200);
  expect(await jobOf(job.id)).toEqual(before);
});

test('a success that comes after a wish to cancel loses', async () => {
  const job = await results.submit();
  const claim = await worker.claim(job.id);
  await results.ledger.jobs.cancel('acme', job.id);
  for (const [name, text] of Object.entries(successText())) await worker.put(claim, name, text);
  expect((await worker.outcome(claim, successOf(successText()))).statusCode).toBe(200);
  expect(await jobOf(job.id)).toMatchObject({ state: 'canceled' });
});

const texts = successText();
const success = successOf(texts);
const without = (name: string) => ({ ...success, outputs: success.outputs.filter((output) => output.name !== name) });
const report = reportAbout(sha256(texts.artifact));

test.each([
  ['no artifact', without('artifact'), {}, /states no artifact/],
  ['no report', without('report.json'), {}, /states no report.json/],
  ['one output twice', { ...success, outputs: [...success.outputs, ...success.outputs.slice(0, 1)] }, {}, /stated twice/],
  [
    'evidence of its own',
    { ...success, outputs: [...success.outputs, { ...success.outputs[0], name: 'evidence' }] },
    {},
    /do not make evidence/,
  ],
  ['another verdict', { ...success, verdict: 'fail' }, {}, /report says "pass"/],
  ['bytes never uploaded', successOf({ ...texts, 'report.md': 'never' }), {}, /never uploaded/],
  ['a wrong size', { ...success, outputs: success.outputs.map((output) => ({ ...output, bytes: output.bytes + 1 })) }, {}, /has \d+ bytes/],
  ['a report of another artifact', null, { 'report.json': JSON.stringify(reportAbout('b'.repeat(64))) }, /speaks of the artifact bbb/],
  ['a report that is no JSON', null, { 'report.json': '{' }, /no JSON/],
  ['a report of another form', null, { 'report.json': JSON.stringify({ ...report, provenance: {} }) }, /no report: \/provenance/],
] as const)('a success with %s is refused, and the attempt lives on', async (_what, given, change, detail) => {
  const claim = await worker.claim((await results.submit()).id);
  const uploaded = { ...texts, ...change };
  for (const [name, text] of Object.entries(uploaded)) await worker.put(claim, name, text);
  const refusal = await worker.outcome(claim, given ?? successOf(uploaded));
  expect(refusal.json()).toMatchObject({ status: 422, code: 'evidence/invalid', detail: expect.stringMatching(detail) });
  expect(await jobOf(claim.job_id)).toMatchObject({ state: 'running', outputs: [] });
  expect((await worker.beat(claim)).json()).toEqual({ action: 'continue' });
});

test('outcomes are counted by status and verdict, and waiting jobs by class', async () => {
  await results.submit();
  await worker.claim((await results.submit()).id);
  const metrics = await results.registry.metrics();
  expect(metrics).toMatch(/octet_outcomes_total\{status="succeeded",verdict="pass"\} \d/);
  expect(metrics).toMatch(/octet_jobs_queued\{job_class="any"\} 1\n/);
  expect(metrics).toMatch(/octet_jobs_running\{job_class="any"\} [1-9]/);
  expect(metrics).toMatch(/octet_job_seconds_count\{state="succeeded"\} \d/);
});
