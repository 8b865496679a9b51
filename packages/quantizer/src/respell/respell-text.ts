import { type Model, parseModel, type RewriteRecord } from '@octet/onnx';
import { type RespellOptions, respell } from './respell.ts';
import type { RespellingName } from './rules.ts';

/** For tests: a model from text, before and after the named rules, as if every node stood between integer ops. */
export function respellText(
  text: string,
  rules: readonly RespellingName[],
  options: RespellOptions = { inIntegerRegion: () => true },
): { before: Model; after: Model; record: RewriteRecord; reasons: readonly string[] } {
  const before = parseModel(text);
  const after = before.clone();
  const record = respell(after, rules, options);
  return { before, after, record, reasons: record.refused.map((r) => r.reason) };
}
