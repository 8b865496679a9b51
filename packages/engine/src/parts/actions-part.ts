import { type Diagnostic, decibels, type ReportParts } from '@octet/contracts';
import type { Quantized } from '@octet/quantizer';
import { type CandidateTimes, candidatesPart } from './candidates-part.ts';
import { racesPart } from './races-part.ts';

type Actions = ReportParts['actions'];

/** Everything that was done, and everything that was refused, with reasons: from the stages' own records. */
export function actionsPart(quantized: Quantized, budgetSeconds: number, times: CandidateTimes): Actions {
  const { fusion, equalization, respelling, correction, plan } = quantized;
  const rewrites = (records: readonly { rule: string; origins: readonly string[] }[]) =>
    records.map(({ rule, origins }) => ({ rule, nodes: [...origins] }));
  return {
    fusions: rewrites(fusion.applied),
    refusals: [...fusion.refused, ...equalization.refused, ...respelling.refused].map(({ rule, node, reason }) => ({ rule, node, reason })),
    rewrites: rewrites(respelling.applied),
    equalizations: equalization.equalized.map((e) => ({
      nodes: [...e.nodes],
      channel_count: e.channelCount,
      range_ratio_before: e.rangeRatioBefore,
      range_ratio_after: e.rangeRatioAfter,
    })),
    weight_roundings: [...correction.roundings].map(([node, { integer, moved }]) => ({
      node,
      weight_count: integer.q.length,
      moved_count: moved,
    })),
    bias_corrections: correction.biasCorrections.map((c) => ({
      node: c.node,
      channel_count: c.channels,
      max_shift: c.largestShift,
      kept: true,
    })),
    fallbacks: [...plan.nodes.values()].flatMap(({ node, op, why }) =>
      why === undefined ? [] : [{ node, op, cause: why.kind, reason: why.text }],
    ),
    races: racesPart(quantized),
    search: {
      budget_seconds: budgetSeconds,
      seconds: correction.seconds,
      evaluation_looks: correction.looks,
      stopped_by: stopOf(correction),
      trials: correction.trials.map((t) => ({
        description: t.name,
        seconds: t.seconds,
        sqnr_db: decibels(t.sqnrDb),
        ...(t.dropPoints === undefined ? {} : { drop_points: t.dropPoints }),
        kept: t.kept,
      })),
      ...candidatesPart(correction.candidates, times),
    },
  };
}

/** A search that the clock ended is a remark: the artifact then depends on how fast and how busy the machine was. */
export function searchDiagnostics({ correction }: Pick<Quantized, 'correction'>, budgetSeconds: number): Diagnostic[] {
  if (correction.stoppedBy !== 'seconds') return [];
  const message = `The search ended because its ${budgetSeconds} s (budget.search_seconds) were used up: on a faster or less busy machine the artifact may be another.`;
  return [{ code: 'search/seconds-used-up', severity: 'info', message, fix: 'Raise budget.search_seconds.' }];
}

function stopOf({ stoppedBy, verdict }: Quantized['correction']): NonNullable<Actions['search']>['stopped_by'] {
  if (stoppedBy !== undefined) return stoppedBy === 'seconds' ? 'budget' : 'work';
  if (verdict === 'undecided') return 'within-noise';
  return verdict === 'accurate' ? 'gates-passed' : 'exhausted';
}
