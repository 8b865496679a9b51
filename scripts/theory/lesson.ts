/** INT8 against FP32 on the evaluation images. Percent, points, percent, decibels. */
export interface Scores {
  readonly top1: number;
  readonly drop: number;
  readonly agreement: number;
  readonly sqnrDb: number;
}

/** One way to quantize, and what it led to. */
export interface Trial extends Scores {
  readonly name: string;
  /** What `octet` warns of in its calibration samples. */
  readonly warnings: readonly string[];
}

/** Trials that differ in one thing, the better-known way first, and what their figures say. */
export interface Lesson {
  readonly title: string;
  readonly trials: readonly Trial[];
  readonly meaning: string;
}

/** Loses, gains or keeps, of `to` against `from`, in a sentence: what is measured decides, not what is expected. */
export function difference(from: Trial, to: Trial): string {
  const db = to.sqnrDb - from.sqnrDb;
  const points = to.top1 - from.top1;
  const verb = db < -0.5 ? 'loses' : db > 0.5 ? 'gains' : 'changes';
  const accuracy =
    Math.abs(points) < noticeablePoints
      ? `top-1 stays (${signed(points)} points)`
      : `top-1 ${points < 0 ? 'falls' : 'rises'} by ${Math.abs(points).toFixed(2)} points`;
  return `${to.name} ${verb} ${Math.abs(db).toFixed(1)} dB against ${from.name} (${to.sqnrDb.toFixed(1)} for ${from.sqnrDb.toFixed(1)}); ${accuracy}`;
}

/** About two standard errors of a paired difference on some thousand images. */
const noticeablePoints = 0.3;

function signed(value: number): string {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}`;
}
