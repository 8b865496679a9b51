import { QuantizerError } from '../errors.ts';
import type { Range } from '../qparams/affine.ts';
import { type Plan, rootOf } from '../spec.ts';

/**
 * Overrides by the value that owns the range: a MaxPool's output carries the integers of its input, so a range for one is a range for both. A
 * name of no quantized value is an error: a typo would silently leave the measured range.
 */
export function rangesOfOwners(plan: Plan, overrides: ReadonlyMap<string, Range>): ReadonlyMap<string, Range> {
  const owners = new Map<string, Range>();
  for (const [value, range] of overrides) {
    if (!plan.specs.has(value)) {
      throw new QuantizerError(
        'recipe/no-match',
        `The override of "${value}" matches no quantized value. The report's list of activations and \`octet inspect MODEL\` show the names.`,
        { where: value },
      );
    }
    owners.set(rootOf(plan, value), range);
  }
  return owners;
}
