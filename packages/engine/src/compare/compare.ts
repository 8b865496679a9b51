import { ProblemError } from '@octet/contracts';
import { fidelityMetrics, openDataset } from '@octet/datasets';
import type { Feeds, PortInfo, Tensors } from '@octet/quantizer';
import { benchmark, createRunner, type OrtRunner, proveIntegers } from '@octet/runtime';
import { readModelFile } from '../stages/load-model.ts';

export interface Comparison {
  readonly samples: number;
  /** Share of samples with the same largest class; null where there is no class axis. */
  readonly agreement: number | null;
  readonly outputs: readonly {
    readonly name: string;
    readonly sqnr_db: number | null;
    readonly cosine: number;
    readonly max_abs_error: number;
  }[];
  /** At one thread, interleaved: a's time over b's, with its interval. */
  readonly latency: { readonly a_us: number; readonly b_us: number; readonly ratio: number; readonly low: number; readonly high: number };
  readonly kernels: Readonly<Record<'a' | 'b', { readonly integer: number; readonly float: number }>>;
}

/** Runs two models on the same inputs and says how far the second is from the first. Their inputs must have the same names. */
export async function compare(job: {
  readonly a: string;
  readonly b: string;
  readonly data: string;
  readonly signal?: AbortSignal | undefined;
}): Promise<Comparison> {
  const [a, b] = await Promise.all([readModelFile(job.a), readModelFile(job.b)]);
  const run = job.signal === undefined ? {} : { signal: job.signal };
  await using runner = await createRunner();
  const inputs = await inputsOf(runner, a);
  refuseOtherInputs(inputs, await inputsOf(runner, b), job.b);
  await using data = await openDataset(job.data, { inputs });
  const agreement = fidelityMetrics.agreement.create();
  const sqnr = fidelityMetrics.sqnr_db.create();
  const cosine = fidelityMetrics.cosine.create();
  const first: Feeds[] = [];
  let chunk: Feeds[] = [];
  const flush = async () => {
    const outputs: Record<'a' | 'b', Tensors[]> = { a: [], b: [] };
    await runner.runAll(a, chunk, (o) => outputs.a.push(o), run);
    await runner.runAll(b, chunk, (o) => outputs.b.push(o), run);
    outputs.a.forEach((fp32, i) => {
      for (const m of [agreement, sqnr, cosine]) m.add({ fp32, int8: outputs.b[i] as Tensors });
    });
    chunk = [];
  };
  for await (const { feeds } of data.samples()) {
    if (first.length < 4) first.push(feeds);
    if (chunk.push(feeds) === 64) await flush();
  }
  await flush();
  const result = sqnr.result();
  const timed = await benchmark({ a, b }, first, run);
  const ratio = timed.speedups.b;
  const kernels = async (model: Uint8Array) => (await proveIntegers(model, first.slice(0, 1), run)).linear;
  return {
    samples: result.samples,
    agreement: agreement.result().total,
    outputs: Object.entries(result.outputs).map(([name, db]) => ({
      name,
      sqnr_db: Number.isFinite(db) ? db : null,
      cosine: cosine.result().outputs[name] ?? 1,
      max_abs_error: result.maxAbsError?.[name] ?? 0,
    })),
    latency: {
      a_us: timed.models.a?.p50Us ?? 0,
      b_us: timed.models.b?.p50Us ?? 0,
      ratio: ratio?.ratio ?? 1,
      low: ratio?.low ?? 1,
      high: ratio?.high ?? 1,
    },
    kernels: { a: await kernels(a), b: await kernels(b) },
  };
}

async function inputsOf(runner: OrtRunner, model: Uint8Array): Promise<readonly PortInfo[]> {
  await using session = await runner.open(model);
  return session.inputs;
}

function refuseOtherInputs(a: readonly PortInfo[], b: readonly PortInfo[], where: string): void {
  const names = (ports: readonly PortInfo[]) =>
    ports
      .map((p) => p.name)
      .toSorted()
      .join(', ');
  if (names(a) === names(b)) return;
  throw new ProblemError('usage', `The models cannot be compared: one takes ${names(a)}, the other ${names(b)}.`, { where });
}
