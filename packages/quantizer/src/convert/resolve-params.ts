import type { Backend } from '../backends/backend.ts';
import { chooseQParams, type QParams, type Range } from '../qparams/affine.ts';
import type { Plan, QuantSpec } from '../spec.ts';

/** QParams of every value with a spec, from the ranges of the values that own one. */
export function resolveParams(plan: Plan, ranges: ReadonlyMap<string, Range>, backend: Backend): ReadonlyMap<string, QParams> {
  const resolved = new Map<string, QParams>();
  const resolve = (name: string): QParams => {
    const known = resolved.get(name);
    if (known !== undefined) return known;
    const spec = plan.specs.get(name);
    if (spec === undefined) throw new Error(`value "${name}" has no spec`);
    const params = byKind(name, spec);
    resolved.set(name, params);
    return params;
  };
  const byKind = (name: string, spec: QuantSpec): QParams => {
    if (spec.kind === 'fixed') return spec.qparams;
    if (spec.kind === 'shared') return resolve(spec.with);
    if (spec.kind === 'scaled') {
      const of = resolve(spec.of);
      return { ...of, scale: Math.fround(of.scale * spec.mul) };
    }
    const range = ranges.get(name);
    if (range === undefined) throw new Error(`value "${name}" was not measured`);
    return chooseQParams(withinSpec(range, spec), backend.activations);
  };
  for (const name of plan.specs.keys()) resolve(name);
  return resolved;
}

/** A vanished Relu needs min = 0 (zero point 0), a vanished Clip also max at or below its bound. */
function withinSpec(range: Range, spec: Extract<QuantSpec, { kind: 'observed' }>): Range {
  const min = spec.nonNegative ? 0 : range.min;
  return spec.limit === undefined
    ? { min, max: range.max }
    : { min: Math.max(min, spec.limit.min), max: Math.min(range.max, spec.limit.max) };
}
