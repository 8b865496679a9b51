import { answerName, answerPair, classLabel, predictedClass } from './answers.ts';
import { GrowingList } from './growing-list.ts';
import { bootstrapInterval } from './intervals.ts';
import { type Accumulator, dropPoints, type MetricOptions, type TaskResult } from './metric.ts';

/** Mean over classes of F1 = 2·TP / (labelled + predicted), over the classes that occur as label or answer, as scikit-learn's `macro`. */
export function macroF1(options: MetricOptions = {}): Accumulator<TaskResult> {
  let name: string | undefined;
  const labels = new GrowingList();
  const fp32 = new GrowingList();
  const int8 = new GrowingList();
  return {
    add(pair) {
      name ??= answerName(pair.fp32, options);
      const label = classLabel(pair);
      const answers = answerPair(pair, name);
      labels.push(label);
      fp32.push(predictedClass(answers.fp32));
      int8.push(predictedClass(answers.int8));
    },
    result() {
      const samples = labels.length;
      const score = (answers: GrowingList, weights?: Float64Array) => f1(labels.values, answers.values, weights);
      const before = score(fp32);
      const after = score(int8);
      const interval = bootstrapInterval(samples, (w) => dropPoints.fraction(score(fp32, w), score(int8, w)), options);
      return {
        kind: 'task',
        metric: 'macro-f1',
        unit: 'fraction',
        samples,
        fp32: before,
        int8: after,
        dropPoints: dropPoints.fraction(before, after),
        ...(interval === undefined ? {} : { interval }),
      };
    },
  };
}

function f1(labels: Float64Array, answers: Float64Array, weights?: Float64Array): number {
  const top = labels.reduce(
    (m, v) => Math.max(m, v),
    answers.reduce((m, v) => Math.max(m, v), 0),
  );
  // Slot 0 is the answer −1: no number among the scores.
  const labelled = new Float64Array(top + 2);
  const predicted = new Float64Array(top + 2);
  const hit = new Float64Array(top + 2);
  for (let i = 0; i < labels.length; i++) {
    const w = weights === undefined ? 1 : (weights[i] as number);
    const l = (labels[i] as number) + 1;
    const a = (answers[i] as number) + 1;
    labelled[l] = (labelled[l] as number) + w;
    predicted[a] = (predicted[a] as number) + w;
    if (l === a) hit[l] = (hit[l] as number) + w;
  }
  let sum = 0;
  let classes = 0;
  for (let c = 1; c < hit.length; c++) {
    const mass = (labelled[c] as number) + (predicted[c] as number);
    if (mass === 0) continue;
    classes++;
    sum += (2 * (hit[c] as number)) / mass;
  }
  return sum / classes;
}
