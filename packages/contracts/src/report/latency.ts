import Type, { type Static } from 'typebox';
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
      speedup_interval: Type.Optional(intervalSchema),
    }),
  ),
});
export type RunTimes = Static<typeof runTimesSchema>;
