import type { Model } from '../ir/model.ts';
import { parseModel } from '../text/parse-model.ts';
import { verifyModel } from '../verify/verify-model.ts';
import { upgradeOpset } from './upgrade-opset.ts';

export interface UpgradedText {
  readonly before: Model;
  readonly after: Model;
  /** `op "node": what`, a line a change. */
  readonly changes: readonly string[];
}

/** For tests: a model of `opset` from its text form, and the same raised to 17 (or `target`) and found sound. */
export function upgradeText(
  opset: number,
  text: string,
  options: { readonly target?: number; readonly irVersion?: number } = {},
): UpgradedText {
  const source = `<ir_version: ${options.irVersion ?? 7}, opset_import: ["" : ${opset}]>\n${text}`;
  const [before, after] = [parseModel(source), parseModel(source)];
  const { changed } = upgradeOpset(after, options.target === undefined ? {} : { target: options.target });
  verifyModel(after);
  return { before, after, changes: changed.map((c) => `${c.op} "${c.node}": ${c.what}`) };
}
