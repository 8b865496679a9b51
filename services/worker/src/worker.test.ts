import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from './testing/fake-results.ts';
import { endlessModel, hugeModel, images, smallModel } from './testing/models.ts';
import { type Workbench, workbench } from './testing/workbench.ts';

// Each starts engine processes, on machines that do much else.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const calibration = images(40);
const quick = { model: Buffer.from('no model at all'), calibration };
const endless = { model: endlessModel, calibration };

let bench: Workbench;
beforeAll(async () => {
  bench = await workbench();
});
afterAll(() => bench[Symbol.asyncDispose]());

describe('a job', () => {
  test('ends with its outputs stored under the digests that the outcome and the report state, and leaves nothing behind', async () => {
    const id = await bench.submit({ model: smallModel, calibration, filename: '../../x/my model.onnx' });
    const outcome = await bench.outcome(id);
    if (outcome.status !== 'succeeded') throw new Error(JSON.stringify(outcome));
    expect(outcome.outputs.map(({ name }) => name).sort()).toEqual(['artifact', 'report.html', 'report.json', 'report.md']);
    for (const { digest, bytes } of outcome.outputs) expect(bench.results.bytes.get(digest)?.length).toBe(bytes);
    const digestOf = (wanted: string) => outcome.outputs.find(({ name }) => name === wanted)?.digest ?? '';
    const report = JSON.parse(Buffer.from(bench.results.bytes.get(digestOf('report.json')) ?? []).toString());
    expect(report).toMatchObject({
      verdict: outcome.verdict,
      subject: { model_name: 'my model.onnx' },
      provenance: { artifact_sha256: digestOf('artifact'), model_sha256: sha256(smallModel), calibration_sha256: sha256(calibration) },
    });
    expect(outcome.summary.fp32_bytes).toBe(smallModel.length);
    expect(outcome.summary.engine_seconds).toBeGreaterThan(0);
    expect(outcome.cpu_seconds).toBeGreaterThan(0.3);
    expect(bench.results.logOf(id).map(({ text }) => text)).toEqual(expect.arrayContaining(['validate', 'calibrate', 'package']));
    await bench.cleared();
  });

  test('with a model that is none fails with the code and the file name, without another attempt', async () => {
    const outcome = await bench.outcome(await bench.submit({ ...quick, filename: 'net.onnx' }));
    expect(outcome).toMatchObject({
      status: 'failed',
      problem: { code: 'model/malformed', status: 422, retryable: false, type: '/problems/model-malformed' },
    });
  });

  test('that asks for 100 GB fails for memory, one that never ends fails for time, and the next ticket is taken', async () => {
    const huge = await bench.submit({ model: hugeModel, calibration });
    const hanging = await bench.submit({ ...endless, maxRunSeconds: 2 });
    const next = await bench.submit(quick);
    expect(await bench.outcome(huge)).toMatchObject({ status: 'failed', problem: { code: 'job/out-of-memory' } });
    expect(await bench.outcome(hanging)).toMatchObject({
      status: 'failed',
      problem: { code: 'job/time-limit', detail: expect.stringMatching('2 s') },
    });
    expect(await bench.outcome(next)).toMatchObject({ problem: { code: 'model/malformed' } });
    await bench.cleared();
  });

  test('with an input that is not what the claim says is not begun: the bytes are asked for until they are right', async () => {
    const model = Buffer.from('other bytes');
    const id = bench.results.add({ ...quick, model });
    bench.results.bytes.set(sha256(model), Buffer.from('wrong bytes'));
    await bench.queue.add({ jobId: id, attempt: 0, jobClass: 'any', rank: 1 });
    await vi.waitFor(() => expect(bench.results.beats.filter(({ job }) => job === id).length).toBeGreaterThan(2), { timeout: 30_000 });
    expect(bench.results.outcomeOf(id)).toBeUndefined();
    bench.results.bytes.set(sha256(model), model);
    expect(await bench.outcome(id)).toMatchObject({ problem: { code: 'model/malformed' } });
  });
});

describe('ended from outside', () => {
  test('a canceled job: its process is dead and the outcome told', async () => {
    const id = await bench.submit(endless);
    const pid = await bench.enginePid(id);
    bench.results.cancel(id);
    expect(await bench.outcome(id)).toMatchObject({ status: 'canceled', cpu_seconds: expect.toSatisfy((seconds) => seconds > 0) });
    await bench.cleared(pid);
  });

  test('a fenced attempt: its process is killed and nothing more of it is reported', async () => {
    const id = await bench.submit(endless);
    const pid = await bench.enginePid(id);
    bench.results.fence(id);
    await bench.cleared(pid);
    await bench.outcome(await bench.submit(quick));
    expect(bench.results.outcomeOf(id)).toBeUndefined();
  });

  test.each([
    { signal: 'SIGKILL', code: 'job/out-of-memory' },
    { signal: 'SIGSEGV', code: 'job/crashed' },
  ] as const)(
    'an engine that dies of $signal is forgiven once: the first attempt is released, the second fails with $code',
    async ({ signal, code }) => {
      for (const [attempt, status] of [
        [1, 'released'],
        [2, 'failed'],
      ] as const) {
        const id = await bench.submit({ ...endless, attempt });
        process.kill(await bench.enginePid(id), signal);
        expect(await bench.outcome(id)).toMatchObject({ status, problem: { code } });
      }
      await bench.cleared();
    },
  );
});

describe('when results stumbles', () => {
  test('claim, heartbeat and outcome are tried again, and one outcome is recorded', async () => {
    bench.results.faults.set('claims', [503, 'hang up']);
    bench.results.faults.set('heartbeat', ['hang up', 500]);
    bench.results.faults.set('outcome', ['hang up', 503, 500]);
    const id = await bench.submit(quick);
    await bench.outcome(id);
    expect([...bench.results.faults.values()].flat()).toEqual([]);
    expect(bench.results.outcomes.filter(({ job }) => job === id)).toHaveLength(1);
  });

  test('an outcome that is refused for what it says does not leave the job hanging: the attempt is released instead', async () => {
    bench.results.faults.set('outcome', [422]);
    expect(await bench.outcome(await bench.submit(quick))).toMatchObject({ status: 'released', problem: { code: 'internal' } });
  });

  test('a ticket without a claim is dropped', async () => {
    await bench.queue.add({ jobId: 'job_0000000000000000000000000a', attempt: 0, jobClass: 'any', rank: 1 });
    await bench.outcome(await bench.submit(quick));
    await expect.poll(async () => (await bench.queue.counts()).any).toEqual({ waiting: 0, active: 0 });
  });
});
