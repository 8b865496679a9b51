import type { Latency, LatencyRun, WorkerCpu } from '@octet/contracts';
import type { LatencyResult, ModelLatency } from '@octet/runtime';
import { onnxruntimeVersion } from './versions.ts';

const rawLimit = 500;

export function latencyPart(results: readonly LatencyResult[], cpu: WorkerCpu): Latency {
  return {
    batch: results[0]?.batch ?? 1,
    rounds: results[0]?.roundCount ?? 0,
    warmup_runs: results[0]?.warmUpRuns ?? 0,
    cpu_model: cpu.model,
    cpu_cores: cpu.cores,
    cpu_flags: cpu.flags,
    onnxruntime_version: onnxruntimeVersion,
    runs: results.map((r): LatencyRun => {
      const ratio = r.speedups.int8;
      return {
        threads: r.threads,
        fp32: runTimes(r.models.fp32 as ModelLatency),
        int8: runTimes(r.models.int8 as ModelLatency),
        speedup: ratio?.ratio ?? 0,
        ...(ratio === undefined
          ? {}
          : {
              paired: { fp32_us: ratio.baselineUs, int8_us: ratio.candidateUs },
              speedup_interval: { low: ratio.low, high: ratio.high, confidence: ratio.confidence, method: 'bootstrap' },
            }),
      };
    }),
  };
}

function runTimes(m: ModelLatency) {
  const step = Math.max(1, Math.ceil(m.runsUs.length / rawLimit));
  return {
    p50_us: m.p50Us,
    p90_us: m.p90Us,
    p99_us: m.p99Us,
    throughput_per_second: m.samplesPerSecond,
    run_count: m.runsUs.length,
    raw_us: [...m.runsUs].filter((_, i) => i % step === 0),
  };
}
