import { basename } from 'node:path';
import { type Decibels, decibels, ProblemError } from '@octet/contracts';
import { type Dataset, DatasetError, type FidelityResult, fidelityMetrics, openDataset } from '@octet/datasets';
import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import { benchmark, createRunner, type OrtRunner, proveIntegers } from '@octet/runtime';
import type { JobHooks } from '../events.ts';
import { StageClock } from '../stage-clock.ts';
import { readModelFile } from '../stages/load-model.ts';

export interface CompareJob {
  /** Paths: the reference, mostly the FP32 model; the other model; the inputs to run both on. */
  readonly a: string;
  readonly b: string;
  readonly data: string;
}

export interface Comparison {
  readonly samples: number;
  /** Share of answers with the same largest class, 0 to 1; null where no output has a class axis. */
  readonly agreement: number | null;
  readonly outputs: readonly {
    readonly name: string;
    readonly sqnr_db: Decibels;
    readonly cosine: number;
    readonly max_abs_error: number;
    /** Share of this output's answers; null where it has no class axis. */
    readonly agreement: number | null;
  }[];
  /** At one thread, interleaved: a's time over b's, with its interval. */
  readonly latency: { readonly a_us: number; readonly b_us: number; readonly ratio: number; readonly low: number; readonly high: number };
  /** Convolutions, matrix products and recurrences of the graph that onnxruntime ran, by what they compute in. */
  readonly kernels: Readonly<Record<'a' | 'b', { readonly integer: number; readonly float: number }>>;
}

/** Samples of which both models' outputs are held at a time. */
const chunkLength = 64;
const timedSamples = 4;

/**
 * Runs two models on the same inputs and says how far the second is from the first. Their inputs and outputs must have the same names and
 * types: rejects with 'usage' otherwise, and with the codes of data sets and onnxruntime.
 */
export async function compare(job: CompareJob & JobHooks): Promise<Comparison> {
  const clock = new StageClock(job);
  const run = job.signal === undefined ? {} : { signal: job.signal };
  clock.enter('validate');
  const [a, b] = await Promise.all([readModelFile(job.a), readModelFile(job.b)]);
  await using runner = await createRunner();
  const ports = await portsOf(runner, a);
  refuseOthers(ports, await portsOf(runner, b), [basename(job.a), basename(job.b)]);
  await using data = await openDataset(job.data, { inputs: ports.inputs });
  if (data.count === 0) throw new DatasetError('dataset/empty', `"${data.label}" holds no samples.`, { where: data.label });

  clock.enter('evaluate');
  const metrics = [fidelityMetrics.agreement.create(), fidelityMetrics.sqnr_db.create(), fidelityMetrics.cosine.create()] as const;
  const first: Feeds[] = [];
  let done = 0;
  for await (const chunk of chunks(data)) {
    const outputs: Record<'a' | 'b', Tensors[]> = { a: [], b: [] };
    await runner.runAll(a, chunk, (o) => outputs.a.push(o), run);
    await runner.runAll(b, chunk, (o) => outputs.b.push(o), run);
    chunk.forEach((feeds, i) => {
      if (first.length < timedSamples) first.push(feeds);
      for (const metric of metrics) metric.add({ fp32: outputs.a[i] as Tensors, int8: outputs.b[i] as Tensors });
    });
    done += chunk.length;
    clock.progress(done, data.count);
  }

  clock.enter('benchmark');
  const kernels = {
    a: (await proveIntegers(a, first.slice(0, 1), run)).linear,
    b: (await proveIntegers(b, first.slice(0, 1), run)).linear,
  };
  const timed = await benchmark({ a, b }, first, { ...run, onProgress: (share) => clock.progress(Math.round(100 * share), 100) });
  const [agreement, sqnr, cosine] = metrics.map((m) => m.result()) as [FidelityResult, FidelityResult, FidelityResult];
  const speedup = timed.speedups.b;
  return {
    samples: sqnr.samples,
    agreement: agreement.total,
    outputs: Object.entries(sqnr.outputs).map(([name, db]) => ({
      name,
      sqnr_db: decibels(db),
      cosine: cosine.outputs[name] ?? 1,
      max_abs_error: sqnr.maxAbsError?.[name] ?? 0,
      agreement: agreement.outputs[name] ?? null,
    })),
    latency: {
      a_us: speedup?.baselineUs ?? Number.NaN,
      b_us: speedup?.candidateUs ?? Number.NaN,
      ratio: speedup?.ratio ?? Number.NaN,
      low: speedup?.low ?? Number.NaN,
      high: speedup?.high ?? Number.NaN,
    },
    kernels,
  };
}

async function* chunks(data: Dataset): AsyncGenerator<Feeds[]> {
  let chunk: Feeds[] = [];
  for await (const { feeds } of data.samples()) {
    if (chunk.push(feeds) < chunkLength) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

interface Ports {
  readonly inputs: readonly PortInfo[];
  readonly outputs: readonly PortInfo[];
}

async function portsOf(runner: OrtRunner, model: Uint8Array): Promise<Ports> {
  await using session = await runner.open(model);
  return { inputs: session.inputs, outputs: session.outputs };
}

function refuseOthers(a: Ports, b: Ports, [nameA, nameB]: readonly [string, string]): void {
  for (const side of ['inputs', 'outputs'] as const) {
    const [ofA, ofB] = [a, b].map((ports) => listed(ports[side])) as [string, string];
    if (ofA === ofB) continue;
    throw new ProblemError('usage', `The models cannot be compared: the ${side} of ${nameA} are ${ofA}, those of ${nameB} ${ofB}.`, {
      where: nameB,
    });
  }
}

function listed(ports: readonly PortInfo[]): string {
  return ports
    .map(({ name, dtype }) => `${dtype} "${name}"`)
    .toSorted()
    .join(', ');
}
