import type { Model } from '@octet/onnx';
import { macsOf } from '../linear/work.ts';

export interface Effort {
  /** Samples that judge a candidate. */
  readonly scoringSamples: number;
  readonly biasSamples: number;
  readonly rangeTrials: number;
  readonly fallbackTrials: number;
}

const scoringMacs = 2e10;
const searchMacs = 6e11;

/**
 * How much to try, from the work of one inference alone: never from a clock, so that the same input gives the same artifact on any
 * machine. Some seconds on two cores for the models of a phone, a minute or two for a ResNet-50.
 */
export function effortFor(prepared: Model, layerCount: number): Effort {
  let macs = 1e5;
  for (const node of prepared.graph.nodes()) macs += macsOf(node);
  const scoringSamples = clamp(Math.round(scoringMacs / macs), 16, 128);
  // A trial loads a session too, which costs about as much as a few samples of it.
  const rangeTrials = clamp(Math.round(searchMacs / (macs * (scoringSamples + 16) + layerCount * 2e7)), 16, 400);
  return {
    scoringSamples,
    biasSamples: clamp(2 * scoringSamples, 32, 256),
    rangeTrials,
    fallbackTrials: Math.max(64, rangeTrials),
  };
}

function clamp(x: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, x));
}
