import { readFile } from 'node:fs/promises';
import type { OptimizationLevel } from '@octet/quantizer';
import type { OpenTask, TaskTypes } from '../pool/worker-task.ts';
import { Sent } from '../pool/worker-task.ts';
import { buffersOf } from '../session/movable.ts';
import type { OrtSession } from '../session/ort-session.ts';
import { openOrtSession } from '../session/ort-session.ts';
import type { Plan } from './plan.ts';
import { type CountedValue, SampleMeter } from './sample-meter.ts';
import type { Stack } from './stack.ts';

/** A model in a file, and the optimization that it still needs. */
export interface ModelFile {
  readonly path: string;
  readonly optimization: OptimizationLevel;
}

/**
 * Measures samples in one worker. Chunks answer with the extremes of each sample and give the samples' buffers back; `histograms` answers with
 * what was counted in all of them.
 */
export interface CountTask extends TaskTypes {
  readonly opening: {
    readonly plan: Plan;
    readonly measuring: ModelFile | undefined;
    readonly whole: ModelFile | undefined;
    readonly threads: number;
  };
  readonly opened: undefined;
  readonly call: { readonly kind: 'chunk'; readonly first: number; readonly stacks: readonly Stack[] } | { readonly kind: 'histograms' };
  readonly answer:
    | { readonly kind: 'chunk'; readonly extremes: readonly Float32Array[]; readonly buffers: readonly ArrayBuffer[] }
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
      for (const stack of value.stacks) {
        if (stop.stopped) break;
        extremes.push(...(await meter.measure(stack, value.first + extremes.length)));
      }
      const buffers = buffersOf(value.stacks.map((s) => s.feeds));
      return new Sent({ kind: 'chunk', extremes, buffers }, buffers);
    },
    async close() {
      for (const session of sessions) await session.native.release();
    },
  };
};
