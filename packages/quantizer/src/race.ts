/** The artifact on integers against the FP32 model on this machine, in interleaved rounds. */
export interface Race {
  /** Inconclusive: more rounds would not tell, or not soon. */
  readonly verdict: 'slower' | 'not-slower' | 'inconclusive';
  /** Whether others kept the machine busy meanwhile. */
  readonly isBusy: boolean;
  /** FP32 time / INT8 time: the median over the rounds, and its interval. */
  readonly speedup: number;
  readonly low: number;
  readonly high: number;
  /** Of the interval, 0 to 1. */
  readonly confidence: number;
  readonly roundCount: number;
  /** Of the median round. */
  readonly floatUs: number;
  readonly integerUs: number;
}

/** Times of one inference by the backend's cost table. */
export interface PredictedTimes {
  readonly floatUs: number;
  readonly integerUs: number;
}

/** What followed from a race. */
export interface RaceDecision extends Race {
  readonly outcome: 'integers' | 'float';
  /** Where the cost table decided. */
  readonly predicted?: PredictedTimes;
}

/** The race decides where it can tell; else the cost table, which says the same on a busy machine; where there is none, integers stay. */
export function decideRace(race: Race, predict?: () => PredictedTimes): RaceDecision {
  if (race.verdict !== 'inconclusive' || predict === undefined)
    return { ...race, outcome: race.verdict === 'slower' ? 'float' : 'integers' };
  const predicted = predict();
  return { ...race, predicted, outcome: predicted.integerUs > predicted.floatUs ? 'float' : 'integers' };
}

/** For the report: why the artifact computes in float after such a race. */
export function reasonForFloat({ speedup, floatUs, integerUs, predicted }: RaceDecision): string {
  return predicted === undefined
    ? `slower in integers on this CPU: the whole model took ${us(integerUs)} on integers and ${us(floatUs)} in float (${speedup.toFixed(2)}×)`
    : `slower in integers by the cost table, since the race was inconclusive: ${us(predicted.integerUs)} on integers and ${us(predicted.floatUs)} in float`;
}

/** For the report: one sentence on who decided, and by what. */
export function explainRace(decision: RaceDecision): string {
  const { speedup, low, high, roundCount, isBusy, outcome, predicted } = decision;
  const measured = `${speedup.toFixed(2)}× as fast as FP32, ${low.toFixed(2)} to ${high.toFixed(2)}, ${roundCount} rounds`;
  const chosen = outcome === 'integers' ? 'integers' : 'float';
  if (predicted === undefined) return `The race decided for ${chosen}: ${measured}.`;
  const doubt = isBusy ? 'The race was inconclusive on a busy machine' : 'The race was too close to call';
  return `${doubt} (${measured}): the cost table decided for ${chosen}, ${us(predicted.integerUs)} against ${us(predicted.floatUs)} in float.`;
}

const us = (time: number) => `${time.toFixed(0)} µs`;
