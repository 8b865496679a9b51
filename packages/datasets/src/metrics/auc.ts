import type { Tensor } from '@octet/onnx';
import { DatasetError } from '../errors.ts';
import { answerName, answerPair, classLabel, numbersOf } from './answers.ts';
import { GrowingList } from './growing-list.ts';
import { bootstrapInterval } from './intervals.ts';
import { type Accumulator, dropPoints, type MetricOptions, type TaskResult } from './metric.ts';

/**
 * Area under the ROC curve for two classes: the chance that a positive scores above a negative, ties counting half (Mann-Whitney). The score
 * is the one value of the output, or the second less the first of two.
 */
export function auc(options: MetricOptions = {}): Accumulator<TaskResult> {
  let name: string | undefined;
  const labels = new GrowingList();
  const fp32 = new GrowingList();
  const int8 = new GrowingList();
  return {
    add(pair) {
      name ??= answerName(pair.fp32, options);
      const label = classLabel(pair);
      if (label !== 0 && label !== 1) {
        throw new DatasetError('dataset/bad-labels', `auc needs the classes 0 and 1, a sample has ${label}; choose top1 or macro-f1.`);
      }
      const answers = answerPair(pair, name);
      labels.push(label);
      fp32.push(scoreOf(answers.fp32, name));
      int8.push(scoreOf(answers.int8, name));
    },
    result() {
      const samples = labels.length;
      const before = ranked(fp32.values, labels.values);
      const after = ranked(int8.values, labels.values);
      const interval = bootstrapInterval(samples, (w) => dropPoints.fraction(before(w), after(w)), options);
      return {
        kind: 'task',
        metric: 'auc',
        unit: 'fraction',
        samples,
        fp32: before(),
        int8: after(),
        dropPoints: dropPoints.fraction(before(), after()),
        ...(interval === undefined ? {} : { interval }),
      };
    },
  };
}

function scoreOf(answer: Tensor, name: string): number {
  const values = numbersOf(answer);
  if (values.length === 1) return values[0] as number;
  if (values.length === 2) return (values[1] as number) - (values[0] as number);
  throw new DatasetError(
    'dataset/wrong-shape',
    `auc needs an output of 1 or 2 values, "${name}" has ${values.length}; choose another metric or output.`,
    {
      where: name,
    },
  );
}

/** Sorts once; the area for any weights is then one pass. NaN without both classes. */
function ranked(scores: Float64Array, labels: Float64Array): (weights?: Float64Array) => number {
  const order = Int32Array.from(scores.keys()).sort((a, b) => (scores[a] as number) - (scores[b] as number));
  return (weights) => {
    let area = 0;
    let negatives = 0;
    let positives = 0;
    for (let i = 0; i < order.length; ) {
      const score = scores[order[i] as number];
      let tiedPositives = 0;
      let tiedNegatives = 0;
      for (; i < order.length && scores[order[i] as number] === score; i++) {
        const k = order[i] as number;
        const w = weights === undefined ? 1 : (weights[k] as number);
        if (labels[k] === 1) tiedPositives += w;
        else tiedNegatives += w;
      }
      // A NaN equals nothing, itself included: the answer is worthless.
      if (Number.isNaN(score)) return Number.NaN;
      area += tiedPositives * (negatives + tiedNegatives / 2);
      positives += tiedPositives;
      negatives += tiedNegatives;
    }
    return area / (positives * negatives);
  };
}
