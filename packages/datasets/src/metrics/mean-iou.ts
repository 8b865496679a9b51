import type { Tensor } from '@octet/onnx';
import { DatasetError } from '../errors.ts';
import { answerName, answerPair, argmax, classAxis, numbersOf, targetLabel } from './answers.ts';
import { bootstrapInterval } from './intervals.ts';
import { type Accumulator, dropPoints, type MetricOptions, type TaskResult } from './metric.ts';

/** Pixel counts of one sample by class. */
interface Counts {
  readonly both: Map<number, number>;
  readonly either: Map<number, number>;
}

/**
 * Mean over classes of |label ∩ answer| / |label ∪ answer|, counted over all pixels of the set, over the classes that occur. The output is
 * [1, C, H, W] scores or a map of classes; the label a map of the same height and width.
 */
export function meanIou(options: MetricOptions = {}): Accumulator<TaskResult> {
  const ignore = options.ignoreLabel ?? 255;
  let name: string | undefined;
  const fp32: Counts[] = [];
  const int8: Counts[] = [];
  return {
    add(pair) {
      name ??= answerName(pair.fp32, options);
      const label = numbersOf(targetLabel(pair));
      const answers = answerPair(pair, name);
      fp32.push(countPixels(classMap(answers.fp32, label.length, name), label, ignore));
      int8.push(countPixels(classMap(answers.int8, label.length, name), label, ignore));
    },
    result() {
      const before = iou(fp32);
      const after = iou(int8);
      const interval = bootstrapInterval(fp32.length, (w) => dropPoints.fraction(iou(fp32, w), iou(int8, w)), options);
      return {
        kind: 'task',
        metric: 'miou',
        unit: 'fraction',
        samples: fp32.length,
        fp32: before,
        int8: after,
        dropPoints: dropPoints.fraction(before, after),
        ...(interval === undefined ? {} : { interval }),
      };
    },
  };
}

function classMap(answer: Tensor, pixels: number, name: string): ArrayLike<number> {
  const values = numbersOf(answer);
  if (values.length === pixels && !answer.dtype.startsWith('float')) return values;
  const axis = classAxis(answer.dims);
  if (axis === undefined || axis.outer * axis.inner !== pixels) {
    throw new DatasetError(
      'dataset/wrong-shape',
      `miou: output "${name}" [${answer.dims.join(', ')}] does not give one answer for each of the label's ${pixels} pixels; store labels of the output's size.`,
      { where: name },
    );
  }
  const { classes, inner } = axis;
  return Float64Array.from({ length: pixels }, (_, p) => {
    const start = Math.floor(p / inner) * classes * inner + (p % inner);
    return argmax(values, { start, stride: inner, count: classes });
  });
}

function countPixels(answer: ArrayLike<number>, label: ArrayLike<number>, ignore: number): Counts {
  const both = new Map<number, number>();
  const either = new Map<number, number>();
  const bump = (counts: Map<number, number>, c: number) => counts.set(c, (counts.get(c) ?? 0) + 1);
  for (let p = 0; p < label.length; p++) {
    const l = label[p] as number;
    const a = answer[p] as number;
    if (l === ignore) continue;
    bump(either, l);
    if (l === a) bump(both, l);
    else bump(either, a);
  }
  return { both, either };
}

function iou(samples: readonly Counts[], weights?: Float64Array): number {
  const both = new Map<number, number>();
  const either = new Map<number, number>();
  samples.forEach((s, i) => {
    const w = weights === undefined ? 1 : (weights[i] as number);
    if (w === 0) return;
    for (const [c, n] of s.both) both.set(c, (both.get(c) ?? 0) + w * n);
    for (const [c, n] of s.either) either.set(c, (either.get(c) ?? 0) + w * n);
  });
  let sum = 0;
  for (const [c, n] of either) sum += (both.get(c) ?? 0) / n;
  return sum / either.size;
}
