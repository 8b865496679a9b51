import type { Model, Value } from '@octet/onnx';
import type { RangeCandidate } from '../correct/range-search.ts';
import { type ObserverName, observers } from '../observers/index.ts';
import { type Transfer, transferOf } from '../observers/transfer.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import type { Statistics, ValueStatistics } from '../statistics.ts';
import { measuredAs } from './measured-as.ts';

export interface CandidateOptions {
  readonly observers: readonly ObserverName[];
  readonly percentile: number;
  readonly levels: number;
  /** Ranges that the user fixed, by the value that owns them (`rangesOfOwners`). */
  readonly overrides: ReadonlyMap<string, Range>;
  /** What was proposed for other plans of the same model: plans differ in a few values, and observers look at whole histograms. */
  readonly known?: Map<string, readonly RangeCandidate[]>;
}

/** The ranges that the observers propose for every value that owns one, in the order of `options.observers`. */
export function rangeCandidates(
  prepared: Model,
  plan: Plan,
  statistics: Statistics,
  options: CandidateOptions,
): ReadonlyMap<string, readonly RangeCandidate[]> {
  const candidates = new Map<string, readonly RangeCandidate[]>();
  const transfers = transfersOf(prepared, plan);
  const named = (name: string): Value => {
    const value = prepared.graph.find(name);
    if (value === undefined) throw new Error(`the model has no value "${name}"`);
    return value;
  };
  for (const [value, spec] of plan.specs) {
    if (spec.kind !== 'observed') continue;
    const transfer = transfers.get(value);
    const key = [...spec.sources, transfer?.name].join('\n');
    const seen = () => spec.sources.flatMap((s) => measuredAs(named(s), statistics));
    const proposed = options.known?.get(key) ?? proposals(spec.sources, seen, { ...options, transfer });
    options.known?.set(key, proposed);
    candidates.set(value, proposed);
  }
  return candidates;
}

function proposals(
  sources: readonly string[],
  statistics: () => readonly ValueStatistics[],
  options: CandidateOptions & { readonly transfer: Transfer | undefined },
): readonly RangeCandidate[] {
  const fixed = sources.map((v) => options.overrides.get(v)).find((r) => r !== undefined);
  if (fixed !== undefined) return [{ observer: 'override', range: fixed }];
  const seen = statistics();
  return options.observers.map((name) => ({ observer: name, range: observers[name](seen, options) }));
}

/** Only for values that share their range with no other: the readers of one may need what the readers of the other do not. */
function transfersOf(prepared: Model, plan: Plan): ReadonlyMap<string, Transfer> {
  const shared = new Set([...plan.specs.values()].flatMap((spec) => (spec.kind === 'shared' ? [spec.with] : [])));
  const transfers = new Map<string, Transfer>();
  for (const node of prepared.graph.nodes()) {
    for (const o of node.outputs)
      if (o !== undefined && plan.specs.has(o.name) && !shared.has(o.name)) transfers.set(o.name, transferOf(o));
  }
  return transfers;
}
