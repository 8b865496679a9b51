import { readFile } from 'node:fs/promises';
import type { Feeds, OptimizationLevel } from '@octet/quantizer';
import { inSample } from '../pool/fault.ts';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import type { OrtSession } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import type { Plan } from './plan.ts';
import { type CountedValue, SampleMeter } from './sample-meter.ts';

/** A model in a file, and the optimization that it still needs. */
export interface ModelFile {
  readonly path: string;
  readonly optimization: OptimizationLevel;
}

/** Measures samples in one worker. Chunks answer with the extremes of each sample; `histograms` with what was counted in all of them. */
export interface CountTask extends TaskTypes {
  readonly opening: {
    readonly plan: Plan;
    readonly measuring: ModelFile | undefined;
    readonly whole: ModelFile | undefined;
    readonly threads: number;
  };
  readonly opened: undefined;
  readonly call: { readonly kind: 'chunk'; readonly first: number; readonly samples: readonly Feeds[] } | { readonly kind: 'histograms' };
  readonly answer:
    | { readonly kind: 'chunk'; readonly extremes: readonly Float32Array[] }
    | { readonly kind: 'histograms'; readonly counted: readonly CountedValue[] };
  readonly event: never;
}

export const openTask: OpenTask<CountTask> = async ({ plan, measuring, whole, threads }) => {
  const sessions: OrtSession[] = [];
  const open = async (file: ModelFile) => {
    const session = await openOrtSession(await readFile(file.path), { optimization: file.optimization, threads });
    sessions.push(session);
    return session;
  };
  let opened: Promise<OrtSession> | undefined;
  const meter = new SampleMeter(plan, {
    measuring: measuring === undefined ? undefined : await open(measuring),
    whole:
      whole === undefined
        ? undefined
        : () => {
            opened ??= open(whole);
            return opened;
          },
  });
  return {
    opened: undefined,
    async call(value, stop) {
      if (value.kind === 'histograms') return new Sent({ kind: 'histograms', counted: meter.counted() });
      const extremes: Float32Array[] = [];
      for (const feeds of value.samples) {
        if (stop.stopped) break;
        const index = value.first + extremes.length;
        try {
          extremes.push(await meter.measure(feeds, index));
        } catch (error) {
          throw inSample(error, index);
        }
      }
      return new Sent({ kind: 'chunk', extremes });
    },
    async close() {
      for (const session of sessions) await session.native.release();
    },
  };
};
