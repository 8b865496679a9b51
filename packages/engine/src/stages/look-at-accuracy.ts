import { createHash } from 'node:crypto';
import { type Accuracy, isWithinNoise } from '@octet/contracts';
import type { SeenAccuracy } from '@octet/quantizer';

export interface AccuracyLooks {
  /** Evaluates an artifact, or remembers what its bytes were found to be worth. */
  evaluate(artifact: Uint8Array): Promise<Accuracy>;
  /** Undefined where no gate or no metric says what is wanted. */
  look(artifact: Uint8Array): Promise<SeenAccuracy | undefined>;
}

/** 49 − 48 percent is 1.0000000000000009 points. */
const rounding = 1e-9;

function verdictOf({ drop_points, drop_interval }: NonNullable<Accuracy['metric']>, maxDropPoints: number): SeenAccuracy['verdict'] {
  if (drop_points <= maxDropPoints + rounding) return 'accurate';
  return isWithinNoise(drop_points, maxDropPoints, drop_interval) ? 'undecided' : 'inaccurate';
}

/** Looks at artifacts with the evaluation samples while they are made, so that the one that is shipped is not evaluated twice. */
export function accuracyLooks(
  maxDropPoints: number | null,
  options: { readonly isLabelled: boolean; readonly evaluate: (artifact: Uint8Array) => Promise<Accuracy> },
): AccuracyLooks {
  const known = new Map<string, Accuracy>();
  const evaluate = async (artifact: Uint8Array): Promise<Accuracy> => {
    const digest = createHash('sha256').update(artifact).digest('hex');
    const accuracy = known.get(digest) ?? (await options.evaluate(artifact));
    known.set(digest, accuracy);
    return accuracy;
  };
  const look = async (artifact: Uint8Array): Promise<SeenAccuracy | undefined> => {
    if (maxDropPoints === null || !options.isLabelled) return undefined;
    const { metric } = await evaluate(artifact);
    if (metric === undefined) return undefined;
    return { dropPoints: metric.drop_points, verdict: verdictOf(metric, maxDropPoints) };
  };
  return { evaluate, look };
}
