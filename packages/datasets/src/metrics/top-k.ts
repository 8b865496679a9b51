import type { Tensor } from '@octet/onnx';
import { answerName, answerPair, classLabel, numbersOf, predictedClass } from './answers.ts';
import { mcnemarInterval, mcnemarPValue } from './intervals.ts';
import { type Accumulator, dropPoints, type MetricOptions, type TaskResult } from './metric.ts';

/** Share of samples whose label is among the k highest scores. Equal scores rank by index, as a stable sort would. */
export function topK(k: 1 | 5, options: MetricOptions = {}): Accumulator<TaskResult> {
  let name: string | undefined;
  let samples = 0;
  const right = { fp32: 0, int8: 0 };
  let fixed = 0;
  let broken = 0;
  return {
    add(pair) {
      name ??= answerName(pair.fp32, options);
      const label = classLabel(pair);
      const { fp32, int8 } = answerPair(pair, name);
      const before = isAmong(fp32, label, k);
      const after = isAmong(int8, label, k);
      samples++;
      if (before) right.fp32++;
      if (after) right.int8++;
      if (before && !after) broken++;
      if (after && !before) fixed++;
    },
    result() {
      const fp32 = right.fp32 / samples;
      const int8 = right.int8 / samples;
      const interval = mcnemarInterval(samples, broken, fixed, options.confidence);
      return {
        kind: 'task',
        metric: k === 1 ? 'top1' : 'top5',
        unit: 'fraction',
        samples,
        fp32,
        int8,
        dropPoints: dropPoints.fraction(fp32, int8),
        ...(interval === undefined ? {} : { interval }),
        fixed,
        broken,
        pValue: mcnemarPValue(broken, fixed),
      };
    },
  };
}

function isAmong(answer: Tensor, label: number, k: number): boolean {
  if (k === 1) return predictedClass(answer) === label;
  const values = numbersOf(answer);
  const score = values[label];
  if (score === undefined || Number.isNaN(score)) return false;
  let above = 0;
  for (let i = 0; i < values.length; i++) {
    const v = values[i] as number;
    if (v > score || (v === score && i < label)) above++;
  }
  return above < k;
}
