import { createHash } from 'node:crypto';
import {
  attemptTokenHeader,
  type Claim,
  defaultRecipe,
  type JobSummary,
  type Outcome,
  type Output,
  type OutputName,
} from '@octet/contracts';
import type { FastifyInstance } from 'fastify';
import { testConfig } from './stub-parts.ts';

export const workerHeaders = { authorization: `Bearer ${testConfig.workerToken}` };

const cpu = { model: 'Test CPU', architecture: 'x64', cores: 4, cpu_class: 'ort-cpu-vnni', flags: ['avx512_vnni'] } as const;
const classes = ['ort-cpu-vnni', 'ort-cpu-avx512', 'ort-cpu-avx2', 'any'];

export const testCpu = cpu;

export const sha256 = (text: string | Buffer): string => createHash('sha256').update(text).digest('hex');

/** Speaks the worker protocol to the service, as a worker does. */
export function testWorker(app: FastifyInstance, id = 'worker-1') {
  const post = (url: string, payload: object, headers = {}) =>
    app.inject({ method: 'POST', url, payload, headers: { ...workerHeaders, ...headers } });
  const at = ({ job_id, attempt }: Claim, rest: string): string => `/internal/v1/attempts/${job_id}/${attempt}/${rest}`;
  const proof = ({ token }: Claim) => ({ [attemptTokenHeader]: token });
  return {
    hello: () => post('/internal/v1/workers', { worker_id: id, name: id, version: '1.0.0', cpu, classes, sandbox: ['memory'] }),
    tryClaim: (jobId: string) => post('/internal/v1/claims', { worker_id: id, job_id: jobId }),
    async claim(jobId: string): Promise<Claim> {
      await this.hello();
      return (await this.tryClaim(jobId)).json<Claim>();
    },
    input: (claim: Claim, path: string) => app.inject({ url: path, headers: { ...workerHeaders, ...proof(claim) } }),
    beat: (claim: Claim, log: readonly object[] = []) =>
      post(at(claim, 'heartbeat'), { stage: 'fuse', progress: 0.5, eta_seconds: 3, message: null, log }, proof(claim)),
    put: (claim: Claim, name: string, payload: string | Buffer, headers = {}) =>
      app.inject({
        method: 'PUT',
        url: at(claim, `outputs/${name}`),
        payload,
        headers: { 'content-type': 'application/octet-stream', ...workerHeaders, ...proof(claim), ...headers },
      }),
    outcome: (claim: Claim, outcome: object) => post(at(claim, 'outcome'), outcome, proof(claim)),
    /** Claims, uploads the outputs of a success, tells it. */
    async succeed(jobId: string, change: Partial<SuccessText> = {}) {
      const claim = await this.claim(jobId);
      const texts = { ...successText(), ...change };
      for (const [name, text] of Object.entries(texts)) await this.put(claim, name, text);
      const outcome = successOf(texts);
      return { claim, outcome, answer: await this.outcome(claim, outcome) };
    },
  };
}

export type SuccessText = Readonly<Record<Exclude<OutputName, 'evidence'>, string>>;

export function successText(artifact = 'the bytes of an INT8 model'): SuccessText {
  return {
    artifact,
    'report.json': JSON.stringify(reportAbout(sha256(artifact))),
    'report.html': '<!doctype html><title>report</title>',
    'report.md': '# report',
  };
}

export function successOf(texts: SuccessText): Extract<Outcome, { status: 'succeeded' }> {
  const outputs = Object.entries(texts).map(
    ([name, text]): Output => ({
      name: name as OutputName,
      digest: sha256(text),
      bytes: Buffer.byteLength(text),
      media_type: 'application/octet-stream',
    }),
  );
  return { status: 'succeeded', verdict: 'pass', summary, outputs, diagnostics: [], cpu_seconds: 12.5 };
}

export const failedOutcome: Outcome = {
  status: 'failed',
  cpu_seconds: 1,
  problem: {
    type: '/problems/model-malformed',
    code: 'model/malformed',
    title: 'The model is not valid ONNX',
    status: 422,
    detail: 'It ends in the middle.',
    fix: 'Export it again.',
    retryable: false,
  },
};

export const releasedOutcome: Outcome = {
  ...failedOutcome,
  status: 'released',
  problem: { ...failedOutcome.problem, code: 'runtime/worker-died', retryable: true },
};

/** What the service reads of a report. */
export function reportAbout(artifactDigest: string) {
  const digest = 'a'.repeat(64);
  const times = (raw_us: number[]) => ({ p50_us: 1, p90_us: 1, p99_us: 1, throughput_per_second: 1, run_count: 2, raw_us });
  return {
    schema: 'octet-report/1',
    verdict: 'pass',
    provenance: {
      model_sha256: digest,
      recipe_sha256: digest,
      artifact_sha256: artifactDigest,
      versions: { octet: '0.1.0', onnxruntime: '1.2.3' },
      seeds: {},
      target: 'ort-cpu-vnni',
      recipe: defaultRecipe,
      stages: [],
      peak_memory_bytes: 1,
    },
    latency: {
      batch: 1,
      rounds: 2,
      warmup_runs: 1,
      cpu_model: 'Test CPU',
      cpu_cores: 4,
      cpu_flags: [],
      onnxruntime_version: '1.2.3',
      runs: [{ threads: 1, fp32: times([2500, 2250]), int8: times([1500, 1250]), speedup: 1.7 }],
    },
  };
}

const summary: JobSummary = {
  outcome: 'quantized',
  headline: 'Smaller and faster.',
  fp32_bytes: 100,
  int8_bytes: 26,
  size_ratio: 3.8,
  metric: 'accuracy',
  fp32: 0.9,
  int8: 0.89,
  drop_points: 1,
  agreement: 0.99,
  sqnr_db: 30,
  samples: 100,
  fp32_ms: 2.4,
  int8_ms: 1.4,
  speedup: 1.7,
  integer_kernels: { integer: 3, float: 1 },
  engine_seconds: 10,
};
