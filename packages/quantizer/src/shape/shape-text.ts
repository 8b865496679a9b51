import { type Model, parseModel, type RewriteRecord } from '@octet/onnx';
import type { ShapingRuleName } from './rules.ts';
import { type ShapeOptions, shapeForTarget } from './shape-for-target.ts';

/** For tests: a model from text, before and after the named rules, as if every node stood between integer ops. */
export function shapeText(
  text: string,
  rules: readonly ShapingRuleName[],
  options: ShapeOptions = { inIntegerRegion: () => true },
): { before: Model; after: Model; record: RewriteRecord; reasons: readonly string[] } {
  const before = parseModel(text);
  const after = before.clone();
  const record = shapeForTarget(after, rules, options);
  return { before, after, record, reasons: record.refused.map((r) => r.reason) };
}
