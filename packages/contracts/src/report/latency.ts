import Type, { type Static } from 'typebox';
import type { DeepReadonly } from '../deep-readonly.ts';
import { count, intervalSchema, text } from './quantities.ts';

const runTimesSchema = Type.Object({
  p50_us: Type.Number(),
  p90_us: Type.Number(),
  p99_us: Type.Number(),
  throughput_per_second: Type.Number({ description: 'Samples, not runs.' }),
  run_count: count(),
  raw_us: Type.Array(Type.Number(), { description: 'Run times in the order measured; the report keeps at most 500, evenly taken.' }),
});

const setupProperties = {
  batch: Type.Integer({ minimum: 1 }),
  rounds: count(),
  warmup_runs: count(),
  cpu_model: text(),
  cpu_cores: count(),
  cpu_flags: Type.Array(text()),
  onnxruntime_version: text(),
};

/** Both models under the same runtime, in interleaved rounds; one entry per number of threads. */
export const latencySchema = Type.Object({
  ...setupProperties,
  runs: Type.Array(
    Type.Object({
      threads: Type.Integer({ minimum: 1 }),
      fp32: runTimesSchema,
      int8: runTimesSchema,
      speedup: Type.Number({ description: 'FP32 time / INT8 time, paired by round.' }),
      paired: Type.Optional(
        Type.Object(
          { fp32_us: Type.Number(), int8_us: Type.Number() },
          {
            description:
              'Median run of each model in the round whose FP32 time / INT8 time is the speed-up (between the two middle rounds: their mean).',
          },
        ),
      ),
      speedup_interval: Type.Optional(intervalSchema),
    }),
  ),
});
type Run = DeepReadonly<Static<typeof latencySchema>['runs'][number]>;

/** The times that belong to a run's speed-up. The p50s are those of all runs, disturbed ones too, so their quotient may be another. */
export function pairedTimes({ paired, fp32, int8 }: Pick<Run, 'paired' | 'fp32' | 'int8'>): {
  readonly fp32Us: number;
  readonly int8Us: number;
} {
  return paired === undefined ? { fp32Us: fp32.p50_us, int8Us: int8.p50_us } : { fp32Us: paired.fp32_us, int8Us: paired.int8_us };
}

export type RunTimes = Static<typeof runTimesSchema>;
