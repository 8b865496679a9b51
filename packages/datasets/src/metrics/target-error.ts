import type { Tensor } from '@octet/onnx';
import { DatasetError } from '../errors.ts';
import { answerName, answerPair, numbersOf, targetLabel } from './answers.ts';
import { GrowingList } from './growing-list.ts';
import { bootstrapInterval } from './intervals.ts';
import { type Accumulator, dropPoints, type MetricOptions, type TaskResult } from './metric.ts';

type ErrorMetric = 'mse' | 'mae' | 'psnr';

const costs: Readonly<Record<ErrorMetric, (difference: number) => number>> = { mse: (d) => d * d, mae: Math.abs, psnr: (d) => d * d };

/**
 * Distance from target arrays, over all elements of the set: mse = mean (x − t)², mae = mean |x − t|, psnr = 10·log10(peak² / mse).
 * Targets have as many elements as the output.
 */
export function targetError(metric: ErrorMetric, options: MetricOptions = {}): Accumulator<TaskResult> {
  let name: string | undefined;
  const sizes = new GrowingList();
  const fp32 = new GrowingList();
  const int8 = new GrowingList();
  let highest = 0;
  let whole = true;
  const cost = costs[metric];
  return {
    add(pair) {
      name ??= answerName(pair.fp32, options);
      const target = numbersOf(targetLabel(pair));
      const answers = answerPair(pair, name);
      sizes.push(target.length);
      fp32.push(sumOf(answers.fp32, target, { cost, name }));
      int8.push(sumOf(answers.int8, target, { cost, name }));
      for (let i = 0; i < target.length; i++) {
        const t = target[i] as number;
        if (Math.abs(t) > highest) highest = Math.abs(t);
        if (!Number.isInteger(t)) whole = false;
      }
    },
    result() {
      const peak = options.peak ?? (whole && highest > 1 && highest <= 255 ? 255 : highest);
      const finish = metric === 'psnr' ? (mse: number) => 10 * Math.log10(peak ** 2 / mse) : (mean: number) => mean;
      const value = (sums: GrowingList, weights?: Float64Array) => finish(weightedMean(sums.values, sizes.values, weights));
      const unit = metric === 'psnr' ? 'decibel' : 'error';
      const before = value(fp32);
      const after = value(int8);
      const interval = bootstrapInterval(sizes.length, (w) => dropPoints[unit](value(fp32, w), value(int8, w)), options);
      return {
        kind: 'task',
        metric,
        unit,
        samples: sizes.length,
        fp32: before,
        int8: after,
        dropPoints: dropPoints[unit](before, after),
        ...(interval === undefined ? {} : { interval }),
      };
    },
  };
}

function sumOf(answer: Tensor, target: ArrayLike<number>, by: { cost: (difference: number) => number; name: string }): number {
  const values = numbersOf(answer);
  if (values.length !== target.length) {
    throw new DatasetError(
      'dataset/wrong-shape',
      `Output "${by.name}" [${answer.dims.join(', ')}] has ${values.length} elements, its target ${target.length}; store targets of the output's shape.`,
      { where: by.name },
    );
  }
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += by.cost((values[i] as number) - (target[i] as number));
  return sum;
}

function weightedMean(sums: Float64Array, sizes: Float64Array, weights?: Float64Array): number {
  let total = 0;
  let count = 0;
  for (let i = 0; i < sums.length; i++) {
    const w = weights === undefined ? 1 : (weights[i] as number);
    total += w * (sums[i] as number);
    count += w * (sizes[i] as number);
  }
  return total / count;
}
