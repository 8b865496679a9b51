import type { OptimizationLevel } from '@octet/quantizer';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import type { OrtSession } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import { CounterStore } from './counter-store.ts';
import type { Plan } from './plan.ts';
import { type CountedValue, SampleMeter } from './sample-meter.ts';
import type { Stack } from './stack.ts';
import { isThin } from './thin-samples.ts';

/** A model in a file, and the optimization that it still needs. */
export interface ModelFile {
  readonly path: string;
  readonly optimization: OptimizationLevel;
}

/** A graph that measures, and how to read what it returns. */
export interface MeasuringGraph {
  readonly plan: Plan;
  readonly file: ModelFile;
}

/**
 * Measures samples in one worker. Chunks answer with how many samples were measured and their extremes, [samples, values, 2]; `histograms` answers
 * with what each meter counted in all of them.
 */
export interface CountTask extends TaskTypes {
  readonly opening: {
    readonly plan: Plan;
    readonly measuring: ModelFile | undefined;
    /** Measures instead in the samples that are thin (thin-samples.ts). */
    readonly thin: MeasuringGraph | undefined;
    readonly whole: ModelFile | undefined;
    readonly threads: number;
  };
  readonly opened: undefined;
  readonly call: { readonly kind: 'chunk'; readonly first: number; readonly stacks: readonly Stack[] } | { readonly kind: 'histograms' };
  readonly answer:
    | { readonly kind: 'chunk'; readonly samples: number; readonly extremes: Float32Array }
    | { readonly kind: 'histograms'; readonly counted: readonly (readonly CountedValue[])[] };
  readonly event: never;
}

/** Of this thread. */
const counters = new CounterStore();

export const openTask: OpenTask<CountTask> = async ({ plan, measuring, thin, whole, threads }) => {
  const sessions: OrtSession[] = [];
  const open = async (file: ModelFile) => {
    const session = await openOrtSession(file.path, { optimization: file.optimization, threads });
    sessions.push(session);
    return session;
  };
  let opened: Promise<OrtSession> | undefined;
  const openWhole =
    whole === undefined
      ? undefined
      : () => {
          opened ??= open(whole);
          return opened;
        };
  const meterOf = async (own: Plan, file: ModelFile | undefined) =>
    new SampleMeter(own, { measuring: file === undefined ? undefined : await open(file), whole: openWhole }, counters);
  const full = await meterOf(plan, measuring);
  const forThin = thin === undefined ? full : await meterOf(thin.plan, thin.file);
  const meters = [...new Set([full, forThin])];
  return {
    opened: undefined,
    async call(value, stop) {
      if (value.kind === 'histograms') {
        const counted = meters.map((meter) => meter.counted());
        const histograms = counted.flat().flatMap(({ exact, inner }) => [exact.histogram, inner.histogram]);
        const buffers = histograms.flatMap(({ bins, counts }) => [bins.buffer as ArrayBuffer, counts.buffer as ArrayBuffer]);
        return new Sent({ kind: 'histograms', counted }, buffers);
      }
      const each = 2 * plan.values.length;
      const extremes = new Float32Array(each * value.stacks.reduce((sum, stack) => sum + stack.samples, 0));
      let samples = 0;
      for (const stack of value.stacks) {
        if (stop.stopped) break;
        const first = value.first + samples;
        const meter = isThin(first) ? forThin : full;
        await meter.measure(stack, first, extremes.subarray(each * samples));
        samples += stack.samples;
      }
      return new Sent({ kind: 'chunk', samples, extremes }, [extremes.buffer]);
    },
    async close() {
      for (const meter of meters) meter[Symbol.dispose]();
      for (const session of sessions) await session.native.release();
    },
  };
};
