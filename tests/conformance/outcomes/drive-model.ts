import { readFile } from 'node:fs/promises';
import { defaultRecipe, problemOf } from '@octet/contracts';
import { loadModel, outcomeOf } from '@octet/engine';
import { encodeToBuffer } from '@octet/onnx';
import { backends, type Feeds, type PortInfo, type Quantized, QuantizerError, quantize, type Tensors } from '@octet/quantizer';
import { createCalibrator, type OrtRunner } from '@octet/runtime';
import { isRandom } from '@octet/testing';
import { disagreement } from './agreement.ts';
import type { Outcome } from './outcome.ts';
import { feedStyles, seededFeeds } from './seeded-feeds.ts';

type Found = Omit<Outcome, 'model'>;

const seed = 20250101;
const sampleCount = 6;

/**
 * One model through the engine's steps: load, raise the opset, run in FP32, quantize, run the artifact, compare. The target is fixed, so
 * that the outcome does not depend on the CPU. Never throws: what is thrown inside is a refusal with the problem's code and place.
 */
export async function driveModel(path: string, runner: OrtRunner): Promise<Found> {
  const seen = { opens: false };
  try {
    return await drive(path, runner, seen);
  } catch (error) {
    const { code, where, detail } = problemOf(error);
    return { kind: 'refused', ...seen, code, where, detail: code === 'internal' ? String((error as Error).stack) : detail };
  }
}

async function drive(path: string, runner: OrtRunner, seen: { opens: boolean; runs?: boolean }): Promise<Found> {
  const { model, fp32 } = await loadModel(path).catch(async (error) => {
    await markWhetherItOpens(path, runner, seen);
    throw error;
  });
  const inputs = await inputsOf(runner, fp32);
  seen.opens = true;
  seen.runs = false;
  const { feeds, expected } = await feedsThatRun(runner, fp32, inputs);
  seen.runs = true;
  const quantized = await quantize(model, {
    backend: backends['ort-cpu-vnni'],
    runner,
    calibrator: createCalibrator({ pool: runner.pool }),
    calibration: { count: feeds.length, samples: (indices) => (indices ?? feeds.keys().toArray()).map((i) => feeds[i] as Feeds) },
    observer: defaultRecipe.calibration.observer,
    percentile: defaultRecipe.calibration.percentile,
    exclude: [],
    overrides: new Map(),
    correctBias: true,
    roundWeights: true,
    wantedSqnrDb: undefined,
    searchSeconds: 20,
  });
  const { outcome } = outcomeOf(quantized);
  // What is untouched is given back as the file that came; its converted form must compute the same nevertheless.
  const actual = await outputsOf(runner, encodeToBuffer(quantized.artifact.model), feeds);
  const difference = disagreement(expected, actual);
  const common = { ...seen, integerNodes: countInteger(quantized) };
  if (isRandom(model)) return { kind: outcome, ...common, detail: incomparable };
  if (difference === undefined) return { kind: outcome, ...common, detail: outcome === 'quantized' ? undefined : reasonsOf(quantized) };
  // In training mode a Dropout differs from itself.
  const again = await outputsOf(runner, fp32.slice(), feeds);
  if (disagreement(expected, again) !== undefined) return { kind: outcome, ...common, detail: incomparable };
  return { kind: 'wrong', ...common, detail: difference };
}

const incomparable = 'FP32 is random or answers NaN, so nothing can be compared';

async function markWhetherItOpens(path: string, runner: OrtRunner, seen: { opens: boolean }): Promise<void> {
  seen.opens = await runner.open(await readFile(path)).then(
    async (session) => {
      await session[Symbol.asyncDispose]();
      return true;
    },
    () => false,
  );
}

async function inputsOf(runner: OrtRunner, model: Uint8Array): Promise<readonly PortInfo[]> {
  await using session = await runner.open(model);
  return session.inputs;
}

async function feedsThatRun(
  runner: OrtRunner,
  fp32: Uint8Array,
  inputs: readonly PortInfo[],
): Promise<{ feeds: Feeds[]; expected: Tensors[] }> {
  let failure: unknown;
  for (const style of feedStyles) {
    try {
      const feeds = seededFeeds(inputs, style, { seed, count: sampleCount });
      return { feeds, expected: await outputsOf(runner, fp32, feeds) };
    } catch (error) {
      // The first try says best what the model wants: it is the plainest.
      failure ??= error;
    }
  }
  if (failure instanceof RangeError) throw new QuantizerError('runtime/run-failed', failure.message, { where: inputs[0]?.name ?? '' });
  throw failure;
}

async function outputsOf(runner: OrtRunner, model: Uint8Array, feeds: readonly Feeds[]): Promise<Tensors[]> {
  const all: Tensors[] = [];
  await runner.runAll(model, feeds, (outputs) => all.push(outputs));
  return all;
}

function countInteger({ plan }: Quantized): number {
  return [...plan.nodes.values()].filter((n) => n.placement === 'integer').length;
}

/** The reasons of the linear nodes, or that there are none. */
function reasonsOf({ plan }: Quantized): string {
  const linear = [...plan.nodes.values()].filter((n) => ['Conv', 'ConvTranspose', 'Gemm', 'MatMul'].includes(n.op));
  const reasons = new Set(linear.map((n) => `${n.op}: ${n.why?.text ?? n.placement}`));
  return reasons.size === 0 ? 'no Conv, Gemm or MatMul' : [...reasons].join('; ');
}
