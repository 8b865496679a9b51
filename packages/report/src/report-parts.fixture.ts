import { type Decibels, decibels, defaultRecipe, type Histogram, type ReportParts } from '@octet/contracts';

export interface FixtureOptions {
  readonly seed?: number;
  /** Convolutions; a Gemm follows. */
  readonly convs?: number;
  /** How the nodes are called. */
  readonly nameOf?: (index: number) => string;
  /** FP32 time over INT8 time at one thread. */
  readonly speedup?: number;
  /** 0 to 1, how much worse than usual the INT8 answers are. */
  readonly damage?: number;
}

/** Parts as a small image classifier gives them, made from real weight-like numbers: quantized per channel, counted, measured. Same seed, same parts. */
export function reportParts(options: FixtureOptions = {}): ReportParts {
  const {
    seed = 20250101,
    convs = 9,
    nameOf = (i) => `/layer${Math.floor(i / 3) + 1}/conv${(i % 3) + 1}/Conv`,
    speedup = 2.31,
    damage = 0,
  } = options;
  const random = rng(seed);
  const channelsOf = (i: number) => 16 << Math.min(3, Math.floor((3 * i) / convs));
  const weights = Array.from({ length: convs }, (_, i) => {
    const [cin, cout] = [i === 0 ? 3 : channelsOf(i - 1), channelsOf(i)];
    return weightRecord({ node: nameOf(i), op: 'Conv', shape: [cout, cin, 3, 3], random });
  }).concat(weightRecord({ node: '/fc/Gemm', op: 'Gemm', shape: [10, channelsOf(convs - 1)], random }));
  const layers = weights.map((weight, i) => {
    const alone = 44 - 6 * random() - damage * 26 * random();
    const range_max = 2 + 6 * random();
    return {
      name: weight.node,
      op: weight.op,
      placement: i === 1 ? ('float' as const) : ('integer' as const),
      ...(i === 1
        ? { reason: 'Measured 1.4 times slower in INT8: 3 input channels do not fill the kernel.' }
        : { sqnr_alone_db: decibels(alone) }),
      sqnr_cumulative_db: decibels(41 - damage * 22 - 8 * Math.sqrt((i + 1) / weights.length) + random()),
      output: {
        value: `${weight.node}_output_0`,
        dtype: 'uint8' as const,
        scale: range_max / 255,
        zero_point: 0,
        observer: i % 3 === 0 ? 'min-max' : 'histogram-mse',
        range_min: 0,
        range_max,
        observed_min: 0,
        observed_max: range_max * (i % 3 === 0 ? 1 : 1.05 + 0.6 * random()),
        clipped_share: i % 3 === 0 ? 0 : 2e-4 * random(),
        saturated_share: 0.002 * random(),
      },
    };
  });
  const fp32_bytes = sum(weights.map((weight) => weight.fp32_bytes));
  const int8_bytes = sum(weights.map((weight) => weight.int8_bytes));
  const scale_bytes = sum(weights.map((weight) => weight.scales.length * 5));
  return {
    subject: {
      model_name: 'cifar10_resnet20.onnx',
      artifact_name: 'model.int8.onnx',
      outcome: 'quantized',
      opset: 17,
      parameter_count: fp32_bytes / 4,
    },
    size: {
      fp32_file_bytes: fp32_bytes + 4200,
      int8_file_bytes: int8_bytes + scale_bytes + 9800,
      fp32_weight_bytes: fp32_bytes,
      int8_weight_bytes: int8_bytes,
      scale_bytes,
      tensors: weights.map(({ name, shape, fp32_bytes, int8_bytes }) => ({ name, shape, fp32_bytes, int8_bytes, dtype: 'int8' })),
    },
    accuracy: accuracyPart(random, damage),
    latency: {
      batch: 1,
      rounds: 40,
      warmup_runs: 20,
      cpu_model: 'AMD EPYC 9R14',
      cpu_cores: 2,
      cpu_flags: ['avx2', 'avx512f', 'avx512_vnni'],
      onnxruntime_version: '1.30.0',
      runs: [1, 2].map((threads) => latencyRun({ threads, speedup: speedup * (threads === 1 ? 1 : 0.93), random })),
    },
    execution: executionPart(weights, random),
    layers,
    weights,
    activations: layers.map(({ name, output }) => ({
      value: output.value,
      node: name,
      observer: output.observer,
      range_min: output.range_min,
      range_max: output.range_max,
      observed_min: output.observed_min,
      observed_max: output.observed_max,
      histogram: halfNormal(output.observed_max, random),
      dtype: output.dtype,
      scale: output.scale,
      zero_point: output.zero_point,
      clipped_share: output.clipped_share,
    })),
    actions: actionsPart(
      weights.map(({ node }) => node),
      random,
      damage,
    ),
    data_diagnostics: [
      {
        code: 'data/outlier-sample',
        severity: 'warning',
        message: 'Sample 317 ("frog/0317.png") spans 14 times the range of the others.',
        fix: 'Look at this sample; leave it out if it is broken.',
        evidence: { sample_index: 317, range_ratio: 14.2 },
      },
    ],
    warnings: [],
    provenance: {
      model_sha256: digest(random),
      calibration_sha256: digest(random),
      evaluation_sha256: digest(random),
      recipe_sha256: digest(random),
      artifact_sha256: digest(random),
      versions: { octet: '0.1.0', node: '24.21.0', onnxruntime: '1.30.0' },
      cpu: { model: 'AMD EPYC 9R14', architecture: 'x64', cores: 2, cpu_class: 'ort-cpu-vnni', flags: ['avx2', 'avx512f', 'avx512_vnni'] },
      seeds: { calibration: 0, bootstrap: 20250101 },
      target: 'ort-cpu-vnni',
      recipe: defaultRecipe,
      stages: [
        { stage: 'validate', seconds: 0.08 },
        { stage: 'fuse', seconds: 0.03 },
        { stage: 'prepare', seconds: 0.02 },
        { stage: 'calibrate', seconds: 1.9 },
        { stage: 'convert', seconds: 0.4 },
        { stage: 'correct', seconds: 6.2 },
        { stage: 'evaluate', seconds: 11.4 },
        { stage: 'benchmark', seconds: 8.0 },
        { stage: 'package', seconds: 0.3 },
      ],
      peak_memory_bytes: 412_000_000,
      finished_at: '2025-01-01T12:00:00Z',
    },
  };
}

function accuracyPart(random: () => number, damage: number): NonNullable<ReportParts['accuracy']> {
  const drop = 0.07 + 6 * damage;
  const classes = ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'];
  const pick = () => classes[Math.floor(random() * 10)] ?? 'cat';
  return {
    metric: {
      name: 'top1',
      fp32: 0.9167,
      int8: 0.9167 - drop / 100,
      drop_points: drop,
      drop_interval: { low: drop - 0.11, high: drop + 0.12, confidence: 0.95, method: 'paired bootstrap' },
      fixed_count: 14,
      broken_count: Math.round(14 + 100 * drop),
    },
    agreement: {
      rate: 0.9953 - damage / 10,
      sample_count: 10_000,
      interval: { low: 0.994 - damage / 10, high: 0.9965 - damage / 10, confidence: 0.95, method: 'Wilson' },
    },
    sqnr_db: decibels(36.4 - 20 * damage),
    cosine: 0.99988 - damage / 100,
    outputs: [{ name: 'logits', sqnr_db: decibels(36.4 - 20 * damage), cosine: 0.99988 - damage / 100, max_abs_error: 0.61 }],
    worst_samples: Array.from({ length: 8 }, (_, i) => ({
      source: `test_batch[${Math.floor(random() * 10_000)}]`,
      index: i,
      sqnr_db: decibels(14 + i + random()),
      label: pick(),
      fp32_answer: pick(),
      int8_answer: pick(),
    })),
    calibrated_on: { dataset: 'calibration.zip', sample_count: 512, available_count: 512, seed: 0, held_out: true },
    evaluated_on: { dataset: 'evaluation.zip', sample_count: 10_000, available_count: 10_000, held_out: true },
  };
}

function latencyRun({ threads, speedup, random }: { threads: number; speedup: number; random: () => number }) {
  const times = (median: number) => {
    const raw_us = Array.from(
      { length: 1200 },
      () => median * (0.97 + 0.03 * -Math.log(1 - random()) + (random() < 0.02 ? 0.5 * random() : 0)),
    );
    const sorted = [...raw_us].sort((a, b) => a - b);
    const at = (q: number) => sorted[Math.floor(q * sorted.length)] ?? 0;
    return { p50_us: at(0.5), p90_us: at(0.9), p99_us: at(0.99), throughput_per_second: 1e6 / at(0.5), run_count: raw_us.length, raw_us };
  };
  const median = 782 / (threads === 1 ? 1 : 1.55);
  return {
    threads,
    fp32: times(median),
    int8: times(median / speedup),
    speedup,
    speedup_interval: { low: speedup * 0.985, high: speedup * 1.012, confidence: 0.95, method: 'paired bootstrap' },
  };
}

function weightRecord(of: { node: string; op: string; shape: readonly number[]; random: () => number }) {
  const { node, op, shape, random } = of;
  const channels = shape[0] ?? 1;
  const perChannel = shape.slice(1).reduce((a, b) => a * b, 1);
  const values: number[] = [];
  const dequantized: number[] = [];
  const integer_counts = new Array<number>(256).fill(0);
  const scales = Array.from({ length: channels }, () => {
    const spread = 0.02 + 0.12 * random() ** 2;
    const row = Array.from({ length: perChannel }, () => spread * normal(random));
    const scale = Math.max(...row.map(Math.abs)) / 127;
    for (const w of row) {
      const q = Math.round(w / scale);
      integer_counts[q + 128] = (integer_counts[q + 128] ?? 0) + 1;
      values.push(w);
      dequantized.push(q * scale);
    }
    return scale;
  });
  const reach = values.reduce((most, w) => Math.max(most, Math.abs(w)), 0);
  const noise = sum(values.map((w, i) => (w - (dequantized[i] ?? 0)) ** 2));
  const count = values.length;
  return {
    name: `${node}.weight`,
    node,
    op,
    shape: [...shape],
    fp32_bytes: 4 * count,
    int8_bytes: count,
    dtype: 'int8' as const,
    granularity: 'per-channel' as const,
    axis: 0,
    sqnr_db: decibels(10 * Math.log10(sum(values.map((w) => w * w)) / noise)) as Decibels,
    scales,
    fp32_histogram: histogram(values, reach),
    dequantized_histogram: histogram(dequantized, reach),
    integer_counts,
    unused_level_count: integer_counts.slice(1).filter((n) => n === 0).length,
    unused_level_reason: `none of its ${count} weights rounds to them`,
    rail_share: ((integer_counts[1] ?? 0) + (integer_counts[255] ?? 0)) / count,
    dead_channel_count: 0,
  };
}

function executionPart(weights: readonly { node: string; op: string }[], random: () => number): NonNullable<ReportParts['execution']> {
  const linear = weights.map(({ node, op }, i) =>
    i === 1
      ? {
          name: node,
          op: 'FusedConv',
          kernel: 'float' as const,
          linear: true,
          time_us: 24 + 4 * random(),
          mac_count: 2.4e6,
          reason: 'Measured 1.4 times slower in INT8: left float.',
        }
      : {
          name: `${node}_quant`,
          op: op === 'Conv' ? 'QLinearConv' : 'QGemm',
          kernel: 'integer' as const,
          linear: true,
          time_us: 18 + 14 * random(),
          mac_count: 2.4e6,
        },
  );
  const move = (name: string, op: string) => ({ name, op, kernel: 'data-movement' as const, linear: false, time_us: 3 + random() });
  return {
    threads: 1,
    nodes: [
      move('input_QuantizeLinear', 'QuantizeLinear'),
      move('Transpose_nhwc_0', 'Transpose'),
      ...linear.slice(0, -1),
      move('Transpose_nhwc_1', 'Transpose'),
      ...linear.slice(-1),
    ],
    weight_dequantize_count: 0,
  };
}

function actionsPart(nodes: readonly string[], random: () => number, damage: number): ReportParts['actions'] {
  const [stem = '', second = '', third = ''] = nodes;
  return {
    fusions: nodes.slice(0, -1).map((node) => ({
      rule: 'fuse-conv-batch-norm',
      nodes: [node, node.replace('conv', 'bn')],
      effect: 'BatchNormalization folded into the weights',
    })),
    refusals: [
      {
        rule: 'fuse-conv-batch-norm',
        node: '/layer2/bn0/BatchNormalization',
        reason: 'BatchNorm kept: its input also feeds "/layer2/Add".',
      },
    ],
    rewrites: [{ rule: 'pad-stem-channels', nodes: [stem], effect: 'Input channels padded from 3 to 4 for the fast kernel' }],
    equalizations: [{ nodes: [second, third], channel_count: 32, range_ratio_before: 11.2, range_ratio_after: 1.9 }],
    weight_roundings: [{ node: third, weight_count: 2304, moved_count: 511 }],
    bias_corrections: [
      { node: stem, channel_count: 16, max_shift: 0.0021, kept: true },
      { node: third, channel_count: 16, max_shift: 0.00004, kept: false, reason: 'the shift is below 1 % of the spread of the output' },
    ],
    fallbacks: [
      { node: second, op: 'Conv', cause: 'slower', reason: 'Measured 1.4 times slower in INT8: 3 input channels do not fill the kernel.' },
    ],
    races: [
      {
        speedup: 1.04,
        speedup_interval: { low: 0.95, high: 1.12, confidence: 0.95, method: 'bootstrap' },
        round_count: 60,
        machine_busy: true,
        decided_by: 'cost-table',
        outcome: 'integers',
        explanation: 'The race was inconclusive on a busy machine: the cost table decided for integers.',
      },
    ],
    search: {
      budget_seconds: 300,
      seconds: 6.2,
      stopped_by: damage > 0 ? 'budget' : 'exhausted',
      trials: Array.from({ length: 24 }, (_, i) => {
        const gain = 1.6 * (1 - Math.exp(-i / 6)) + 0.5 * (random() - 0.6);
        return {
          description:
            i === 0 ? 'as calibrated' : `clip ratio of "${nodes[i % nodes.length]}_output_0" × ${(0.8 + 0.2 * random()).toFixed(2)}`,
          seconds: 0.25 * (i + 1),
          sqnr_db: 34.8 - 20 * damage + gain,
          drop_points: Math.max(0.02, 0.3 - 0.15 * gain + 0.03 * random()) + 6 * damage,
          kept: i === 0 || gain > 1.2,
        };
      }),
      candidates: searchCandidates(nodes, 12),
      timing: { threads: 1, batch: 1, round_count: 9, seconds: 2.9, fp32_p50_us: 900 },
    },
  };
}

/** The first without a layer in float, each with one more than the one before; the third was chosen, the last four have predicted times only. */
export function searchCandidates(
  nodes: readonly string[],
  count: number,
): NonNullable<NonNullable<ReportParts['actions']['search']>['candidates']> {
  const random = rng(7);
  return Array.from({ length: count }, (_, i) => {
    const us = 338 + 20 * i + 60 * random();
    const interval = { low: 880 / us, high: 920 / us, confidence: 0.95, method: 'bootstrap' };
    const measured = { p50_us: us, run_count: 90, speedup: 900 / us, speedup_interval: interval };
    return {
      kind: 'integers' as const,
      float_layers: nodes.slice(0, i),
      chosen: i === Math.min(2, count - 1),
      refined: i < 3,
      sqnr_db: 34 + 2 * Math.sqrt(i) - 2 * random(),
      ...(i < 3 && { drop_points: 1.5 - 0.5 * i }),
      file_bytes: 132_000 + 900 * i,
      ...(i < 8 && { measured }),
      predicted_us: 340 + 22 * i,
    };
  });
}

function histogram(values: readonly number[], reach: number): Histogram {
  const counts = new Array<number>(96).fill(0);
  for (const value of values) {
    const bin = Math.min(95, Math.floor(((value + reach) / (2 * reach)) * 96));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return { min: -reach, max: reach, counts };
}

function halfNormal(max: number, random: () => number): Histogram {
  const counts = Array.from({ length: 128 }, (_, i) =>
    Math.round(120_000 * Math.exp(-((i / 24) ** 2)) * (0.95 + 0.1 * random()) + (random() < 0.3 ? 2 : 0)),
  );
  counts[0] = (counts[0] ?? 0) * 6;
  counts[127] = 1;
  return { min: 0, max, counts };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

const digest = (random: () => number): string => Array.from({ length: 64 }, () => Math.floor(16 * random()).toString(16)).join('');

const normal = (random: () => number): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** mulberry32: 32 bits of state, enough for a fixture. */
function rng(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
