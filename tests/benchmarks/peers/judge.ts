import { type Accumulator, type FidelityResult, fidelityMetrics, openDataset, type TaskResult, taskMetrics } from '@octet/datasets';
import type { PortInfo, Tensors } from '@octet/quantizer';
import type { OrtRunner } from '@octet/runtime';
import { inChunks } from './samples.ts';

export interface Judged {
  readonly samples: number;
  /** Percent; absent without labels. */
  readonly metric?: { readonly name: string; readonly fp32: number; readonly int8: number; readonly drop: number };
  /** Share of samples with the same answer, percent; absent where outputs are no classes. */
  readonly agreement?: number;
  readonly sqnrDb: number;
}

const chunkLength = 512;

/**
 * Runs FP32 and every artifact over an evaluation archive in the same runner and compares each with FP32, over all outputs of all samples.
 * `keep` gets the outputs in sample order, FP32's under the name 'fp32'.
 */
export async function judge(
  models: { readonly fp32: Uint8Array; readonly artifacts: Readonly<Record<string, Uint8Array>> },
  evaluation: string,
  options: {
    readonly runner: OrtRunner;
    readonly inputs: readonly PortInfo[];
    readonly classes: boolean;
    readonly keep?: (model: string, outputs: Tensors) => void;
  },
): Promise<Record<string, Judged>> {
  const { runner, inputs, classes, keep } = options;
  await using dataset = await openDataset(evaluation, { inputs });
  const labelled = dataset.labels?.kind === 'classes';
  const counting = Object.keys(models.artifacts).map((name) => ({ name, ...accumulators(labelled) }));
  for await (const chunk of inChunks(dataset.samples(), chunkLength)) {
    const run = async (name: string, model: Uint8Array): Promise<Tensors[]> => {
      const all: Tensors[] = [];
      await runner.runAll(
        model,
        chunk.map((s) => s.feeds),
        (outputs) => {
          all.push(outputs);
          keep?.(name, outputs);
        },
      );
      return all;
    };
    const fp32 = await run('fp32', models.fp32);
    for (const { name, task, agreement, sqnr } of counting) {
      const int8 = await run(name, models.artifacts[name] as Uint8Array);
      chunk.forEach(({ label, index }, i) => {
        const pair = { fp32: fp32[i] as Tensors, int8: int8[i] as Tensors, index, ...(label === undefined ? {} : { label }) };
        task?.add(pair);
        if (classes) agreement.add(pair);
        sqnr.add(pair);
      });
    }
  }
  return Object.fromEntries(counting.map((c) => [c.name, judgedOf(c, dataset.count, classes)]));
}

interface Counting {
  readonly task: Accumulator<TaskResult> | undefined;
  readonly agreement: Accumulator<FidelityResult>;
  readonly sqnr: Accumulator<FidelityResult>;
}

function accumulators(labelled: boolean): Counting {
  return {
    task: labelled ? taskMetrics.top1.create({}) : undefined,
    agreement: fidelityMetrics.agreement.create({}),
    sqnr: fidelityMetrics.sqnr_db.create(),
  };
}

function judgedOf({ task, agreement, sqnr }: Counting, samples: number, classes: boolean): Judged {
  const result = task?.result();
  return {
    samples,
    ...(result === undefined
      ? {}
      : { metric: { name: 'top-1', fp32: 100 * result.fp32, int8: 100 * result.int8, drop: result.dropPoints } }),
    ...(classes ? { agreement: 100 * (agreement.result().total ?? Number.NaN) } : {}),
    sqnrDb: sqnr.result().total ?? Number.NaN,
  };
}
