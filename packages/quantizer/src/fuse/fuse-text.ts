import { type Model, parseModel, type RewriteRecord, type Rule, runRules } from '@octet/onnx';

/** For tests: a model from text, before and after the rules. */
export function fuseText(
  text: string,
  rules: readonly Rule[],
): { before: Model; after: Model; record: RewriteRecord; reasons: readonly string[] } {
  const before = parseModel(text);
  const after = before.clone();
  const record = runRules(after, rules);
  return { before, after, record, reasons: record.refused.map((r) => r.reason) };
}
