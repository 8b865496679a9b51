import type { Model } from '@octet/onnx';
import type { Score } from './scoring.ts';

/**
 * A choice of layers to leave in float, as the search tried it. It decides which kernels run: trials that differ in ranges or biases alone are
 * one candidate.
 */
export interface Candidate {
  readonly kind: 'integers' | 'weights-only';
  /** For accuracy; what the backend or the recipe keeps in float is float in every candidate. */
  readonly floatLayers: readonly string[];
  /** Of its best trial, on the scoring samples. */
  readonly score: Score;
  /** Where the evaluation samples were looked at. */
  readonly dropPoints?: number | undefined;
  /** Its biases and ranges were chosen for it; otherwise it was judged with ranges as they were and without bias corrections. */
  readonly isRefined: boolean;
  readonly isChosen: boolean;
  /** By the backend's cost table; undefined where it has none. */
  readonly predictedUs: number | undefined;
  /** Makes the artifact of its best trial again. */
  readonly build: () => Promise<Model>;
}

/** What the search tried, each candidate once, in the order of their first trials. */
export class CandidateList {
  readonly #byKey = new Map<string, Candidate>();

  add(candidate: Omit<Candidate, 'isChosen'>): void {
    const key = keyOf(candidate);
    const known = this.#byKey.get(key);
    const best = known === undefined || isBetter(candidate, known) ? candidate : known;
    const dropPoints = candidate.dropPoints ?? known?.dropPoints;
    this.#byKey.set(key, { ...best, dropPoints, isChosen: false });
  }

  all(chosen: Pick<Candidate, 'kind' | 'floatLayers'>): Candidate[] {
    const key = keyOf(chosen);
    return [...this.#byKey].map(([k, candidate]) => ({ ...candidate, isChosen: k === key }));
  }
}

const keyOf = ({ kind, floatLayers }: Pick<Candidate, 'kind' | 'floatLayers'>): string => JSON.stringify([kind, floatLayers.toSorted()]);

function isBetter(a: Pick<Candidate, 'isRefined' | 'score'>, b: Pick<Candidate, 'isRefined' | 'score'>): boolean {
  return a.isRefined === b.isRefined ? a.score.loss <= b.score.loss : a.isRefined;
}
