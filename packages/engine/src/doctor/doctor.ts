import { readFile } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { autoTargets, costWithoutVnni, isWithoutVnni } from '@octet/contracts';
import { cacheFolder } from '@octet/datasets';
import { encodeToBuffer, parseModel } from '@octet/onnx';
import { type Backend, backends, type CostTable, costTableFrom, type Feeds, isCosted, quantize } from '@octet/quantizer';
import { type CpuCapabilities, cpuCapabilities, createCalibrator, createRunner, proveIntegers } from '@octet/runtime';
import { octetVersion, onnxruntimeVersion } from '../parts/versions.ts';
import { seededFeeds } from '../seeded-feeds.ts';
import { type KernelCost, kernelCosts } from './kernel-costs.ts';

export interface Diagnosis {
  readonly cpu: CpuCapabilities;
  readonly target: string;
  readonly targetDescription: string;
  /** What the CPU costs, where it does; empty otherwise. */
  readonly warnings: readonly string[];
  readonly memory: { readonly totalBytes: number; readonly freeBytes: number };
  /** Soft limits of this process, as the system words them; empty where it does not tell. */
  readonly limits: Readonly<Record<string, string>>;
  readonly versions: { readonly octet: string; readonly node: string; readonly onnxruntime: string };
  readonly cache: string;
  readonly selfTest: SelfTest;
  /** Where they were asked for. */
  readonly kernelCosts?: readonly KernelCost[];
  /** The cost table of this CPU's class, as those kernels correct it. */
  readonly costTable?: CostTable;
}

export type SelfTest =
  | { readonly ok: true; readonly integer: number; readonly linear: number; readonly sqnrDb: number }
  | { readonly ok: false; readonly reason: string };

export interface DoctorOptions {
  /** Time this machine's kernels, too: about half a minute more. */
  readonly bench?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** What this machine offers, and whether a small network really quantizes and runs on integers here. */
export async function doctor(options: DoctorOptions = {}): Promise<Diagnosis> {
  const cpu = cpuCapabilities();
  const backend = backends[autoTargets[cpu.cpuClass]];
  return {
    cpu,
    target: backend.name,
    targetDescription: backend.description,
    warnings: isWithoutVnni(cpu.cpuClass) ? [costWithoutVnni] : [],
    memory: { totalBytes: totalmem(), freeBytes: freemem() },
    limits: await limits(),
    versions: { octet: octetVersion, node: process.versions.node, onnxruntime: onnxruntimeVersion },
    cache: await cacheFolder(),
    selfTest: await selfTest(cpu, options.signal).catch((error: Error) => {
      options.signal?.throwIfAborted();
      return { ok: false as const, reason: error.message };
    }),
    ...(options.bench === true ? await measuredCosts(backend, options) : {}),
  };
}

async function measuredCosts(backend: Backend, options: DoctorOptions): Promise<Pick<Diagnosis, 'kernelCosts' | 'costTable'>> {
  const costs = await kernelCosts(backend, options);
  const measurements = costs.flatMap(({ floatUs, integerUs, table }) =>
    table === undefined ? [] : [{ row: table.row, float: floatUs / table.floatUs, integer: integerUs / table.integerUs }],
  );
  return { kernelCosts: costs, ...(isCosted(backend) ? { costTable: costTableFrom(measurements, backend.costs) } : {}) };
}

const network = `<ir_version: 8, opset_import: ["" : 17]> small (float[1,16,16,16] x) => (float[1,8] y)
<float[32,16,3,3] w1 = random(seed=1, std=0.1), float[32] b1 = random(seed=2, std=0.1), float[32,8] w2 = random(seed=3, std=0.2)>
{ h = Conv<pads=[1,1,1,1]>(x, w1, b1) r = Relu(h) p = GlobalAveragePool(r) f = Flatten(p) y = Gemm(f, w2) }`;

async function selfTest(cpu: CpuCapabilities, signal: AbortSignal | undefined): Promise<SelfTest> {
  const model = parseModel(network);
  await using runner = await createRunner({ workers: 1 });
  await using session = await runner.open(encodeToBuffer(model));
  const samples = Array.from({ length: 8 }, (_, i) => seededFeeds(session.inputs, { seed: i + 1 }));
  const quantized = await quantize(model, {
    backend: backends[autoTargets[cpu.cpuClass]],
    runner,
    calibrator: createCalibrator({ pool: runner.pool }),
    calibration: {
      count: samples.length,
      samples: (indices) => (indices === undefined ? samples : indices.map((i) => samples[i] as Feeds)),
    },
    observer: 'min-max',
    percentile: 100,
    exclude: [],
    overrides: new Map(),
    correctBias: false,
    roundWeights: false,
    wantedSqnrDb: undefined,
    searchSeconds: 10,
    signal,
  });
  const { linear } = await proveIntegers(encodeToBuffer(quantized.artifact.model), samples.slice(0, 1));
  return { ok: true, integer: linear.integer, linear: linear.integer + linear.float, sqnrDb: quantized.correction.sqnrDb };
}

const wanted = new Set(['Max address space', 'Max data size', 'Max file size', 'Max open files', 'Max processes']);

async function limits(): Promise<Record<string, string>> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.split(/\s{2,}/));
  return Object.fromEntries(rows.flatMap(([name = '', soft = '']) => (wanted.has(name) ? [[name.replace('Max ', ''), soft]] : [])));
}
