import type { ResolvedInput } from '../contract/resolve-input.ts';
import type { Diagnostic } from './diagnostic.ts';
import { median } from './median.ts';
import type { SampleFacts } from './sample-facts.ts';

export interface Examined {
  readonly input: ResolvedInput;
  /** Ascending by index. */
  readonly facts: readonly SampleFacts[];
  /** The archive holds bytes 0..255. */
  readonly storedAsBytes: boolean;
}

/** One look at one float input; undefined where there is nothing to say. */
export type Check = (examined: Examined) => Diagnostic | undefined;

// Inputs of a few numbers (flags, sizes, sampling rates) may well be constant or repeat.
const smallInput = 64;

const constantSamples: Check = ({ input, facts }) => {
  const constant = facts.filter((f) => f.count >= smallInput && f.min === f.max);
  const [first] = constant;
  if (first === undefined) return undefined;
  const all = constant.length === facts.length;
  return {
    code: 'constant-samples',
    severity: all ? 'error' : 'warning',
    message: `${constant.length} of ${facts.length} samples of input "${input.name}" hold one value only, "${first.source}" for example (${first.min}).`,
    fix: 'Remove them, or check how they were written.',
    evidence: { constant: constant.length, examined: facts.length, first_index: first.index },
  };
};

const duplicateSamples: Check = ({ input, facts }) => {
  const seen = new Map<string, SampleFacts>();
  const pairs: [SampleFacts, SampleFacts][] = [];
  for (const f of facts) {
    const before = seen.get(f.digest);
    if (before === undefined) seen.set(f.digest, f);
    else if (f.count >= smallInput) pairs.push([before, f]);
  }
  const [first] = pairs;
  if (first === undefined) return undefined;
  return {
    code: 'duplicate-samples',
    severity: seen.size === 1 ? 'error' : 'warning',
    message: `${pairs.length} of ${facts.length} samples of input "${input.name}" repeat an earlier one, "${first[1].source}" repeats "${first[0].source}" for example.`,
    fix: 'Give different samples: repeats teach the calibration nothing.',
    evidence: { repeated: pairs.length, distinct: seen.size, examined: facts.length },
  };
};

/** Below this the neighbours of a pixel say nothing of it. 32x32 white noise stays within ±0.07 in 99.9 % of images. */
const noiseCorrelation = 0.1;

const noise: Check = ({ input, facts }) => {
  const images = facts.filter((f) => !Number.isNaN(f.autocorrelation));
  const noisy = images.filter((f) => Math.abs(f.autocorrelation) < noiseCorrelation);
  if (images.length === 0 || noisy.length * 2 <= images.length) return undefined;
  const kurtosis = median(noisy.map((f) => f.kurtosis));
  const kind = Math.abs(kurtosis - 3) < 0.4 ? 'Gaussian noise' : Math.abs(kurtosis - 1.8) < 0.2 ? 'uniform noise' : 'noise';
  return {
    code: 'noise',
    severity: 'warning',
    message: `${noisy.length} of ${images.length} samples of input "${input.name}" look like ${kind}, not like images: neighbouring pixels are unrelated.`,
    fix: 'Calibrate on real inputs. Ranges measured on noise are wrong for images, and accuracy falls.',
    evidence: {
      noisy: noisy.length,
      examined: images.length,
      median_autocorrelation: median(images.map((f) => f.autocorrelation)),
      median_kurtosis: kurtosis,
    },
  };
};

const preprocessingUnstated: Check = ({ input, facts, storedAsBytes }) => {
  const max = Math.max(...facts.map((f) => f.max));
  if (input.stated || !storedAsBytes || max <= 16) return undefined;
  return {
    code: 'preprocessing-unstated',
    severity: 'warning',
    message: `Input "${input.name}" is fed bytes as they are (0..${max}), since dataset.json states no scale, mean or std.`,
    fix: 'State what the model was trained with, for example "scale": 0.00392156862745098, "mean": [..], "std": [..]; or "scale": 1 if 0..255 is right.',
    evidence: { max },
  };
};

/** What bytes 0..255 become; where mean and std are of the 0..1 convention the scale must be about 1/255. */
const outsidePreprocessing: Check = ({ input, facts }) => {
  const { scale, mean, std, stated, layout } = input;
  if (!stated || layout === null) return undefined;
  const unit = mean.every((m) => Math.abs(m) < 1) && std.some((s) => s < 1) && std.every((s) => s <= 1);
  const top = scale === 1 && unit ? 1 : 255 * scale;
  const low = Math.min(...mean.map((m, c) => -m / ((std.length === 1 ? std[0] : std[c]) as number)));
  const high = Math.max(...std.map((s, c) => (top - ((mean.length === 1 ? mean[0] : mean[c]) as number)) / s));
  const seenLow = Math.min(...facts.map((f) => f.min));
  const seenHigh = Math.max(...facts.map((f) => f.max));
  const slack = 0.5 * (high - low);
  if (seenHigh <= high + slack && seenLow >= low - slack) return undefined;
  return {
    code: 'outside-preprocessing',
    severity: 'warning',
    message: `Input "${input.name}" gets ${short(seenLow)}..${short(seenHigh)}, where its scale, mean and std mean ${short(low)}..${short(high)}.`,
    fix: unit
      ? 'State "scale": 0.00392156862745098 (1/255) beside this mean and std, or give arrays in 0..1.'
      : 'Check scale, mean and std in dataset.json.',
    evidence: { seen_low: seenLow, seen_high: seenHigh, expected_low: low, expected_high: high },
  };
};

const largeValues: Check = ({ input, facts }) => {
  const magnitude = Math.max(...facts.map(magnitudeOf));
  if (input.layout === null || input.stated || magnitude <= 1000) return undefined;
  return {
    code: 'large-values',
    severity: 'warning',
    message: `Input "${input.name}" reaches ${short(magnitude)}; image models take some units, at most 0..255.`,
    fix: 'Check how the arrays were written, or state scale, mean and std in dataset.json.',
    evidence: { magnitude },
  };
};

const rangeDrift: Check = ({ input, facts }) => {
  const half = facts.length >> 1;
  if (half < 8) return undefined;
  const first = spread(facts.slice(0, half).map(magnitudeOf));
  const second = spread(facts.slice(half).map(magnitudeOf));
  const pooled = Math.sqrt((first.variance + second.variance) / 2);
  const shift = Math.abs(first.mean - second.mean);
  const low = Math.min(first.mean, second.mean);
  // Both: several standard deviations apart, and apart by a quarter. Either alone happens by chance or does not matter.
  if (!(shift > 1.5 * pooled && shift > 0.25 * low)) return undefined;
  return {
    code: 'range-drift',
    severity: 'warning',
    message: `The range of input "${input.name}" differs between the halves of the data: ${short(first.mean)} in the first, ${short(second.mean)} in the second (mean of largest magnitudes).`,
    fix: 'Check that all samples were made in the same way. A seeded choice over the whole set is used for calibration.',
    evidence: { first_half: first.mean, second_half: second.mean, pooled_deviation: pooled },
  };
};

const outlierFactor = 10;

const outlierSample: Check = ({ input, facts }) => {
  if (facts.length < 4) return undefined;
  const typical = median(facts.map(magnitudeOf));
  const worst = facts.reduce((a, b) => (magnitudeOf(b) > magnitudeOf(a) ? b : a));
  const outliers = facts.filter((f) => magnitudeOf(f) > outlierFactor * typical).length;
  if (typical === 0 || outliers === 0 || outliers * 4 > facts.length) return undefined;
  return {
    code: 'outlier-sample',
    severity: 'warning',
    message: `"${worst.source}" reaches ${short(magnitudeOf(worst))} at input "${input.name}", ${short(magnitudeOf(worst) / typical)} times the typical ${short(typical)}; ${outliers} of ${facts.length} samples are like it.`,
    fix: 'Remove it if it is an error; otherwise use a histogram observer (min-max would stretch every scale to it).',
    evidence: { index: worst.index, magnitude: magnitudeOf(worst), typical, outliers, examined: facts.length },
  };
};

/** Means known by heart, in RGB: ImageNet in 0..1 and in 0..255 and Caffe's whole numbers, CIFAR-10. Only these justify a suspicion. */
const knownMeansRgb: readonly (readonly [number, number, number])[] = [
  [0.485, 0.456, 0.406],
  [123.675, 116.28, 103.53],
  [123.68, 116.779, 103.939],
  [123, 117, 104],
  [0.4914, 0.4822, 0.4465],
];

const channelOrder: Check = ({ input }) => {
  const { mean, color } = input;
  const [m0 = 0, m1 = 0, m2 = 0] = mean;
  if (mean.length !== 3 || (color !== 'RGB' && color !== 'BGR')) return undefined;
  const near = (a: number, b: number) => Math.abs(a - b) <= 0.005 * Math.abs(b);
  const isRgb = knownMeansRgb.some(([r, g, b]) => near(m0, r) && near(m1, g) && near(m2, b));
  const isBgr = knownMeansRgb.some(([r, g, b]) => near(m0, b) && near(m1, g) && near(m2, r));
  if ((color === 'RGB' && !isBgr) || (color === 'BGR' && !isRgb)) return undefined;
  const other = color === 'RGB' ? 'BGR' : 'RGB';
  return {
    code: 'channel-order',
    severity: 'warning',
    message: `Input "${input.name}" is fed ${color}, but its mean [${mean.join(', ')}] is a well-known one in the order ${other}.`,
    fix: `State "color": "${other}", or turn mean and std around: they are in the model's channel order.`,
    evidence: { mean_0: m0, mean_1: m1, mean_2: m2 },
  };
};

export const checks: readonly Check[] = [
  constantSamples,
  duplicateSamples,
  noise,
  preprocessingUnstated,
  outsidePreprocessing,
  largeValues,
  rangeDrift,
  outlierSample,
  channelOrder,
];

function magnitudeOf(f: SampleFacts): number {
  return Math.max(Math.abs(f.min), Math.abs(f.max));
}

function spread(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1) };
}

function short(v: number): string {
  return String(Number(v.toPrecision(4)));
}
