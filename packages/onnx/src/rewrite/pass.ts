import { OnnxError } from '../errors.ts';
import type { Model } from '../ir/model.ts';
import { verifyModel } from '../verify/verify-model.ts';

/** A transformation of a whole model. `modified` is part of the contract: false means that nothing at all changed. */
export interface Pass<Context = undefined> {
  readonly name: string;
  run(model: Model, context: Context): PassResult | Promise<PassResult>;
}

export interface PassResult {
  readonly modified: boolean;
}

export interface RunPassesOptions<Context> {
  readonly context: Context;
  /** Verify the model after each pass; for tests, since it reads the whole graph. Default false. */
  readonly verify?: boolean;
}

/** Runs passes in order. A failure says which pass, and which ran before it. */
export async function runPasses<Context>(
  model: Model,
  passes: readonly Pass<Context>[],
  options: RunPassesOptions<Context>,
): Promise<{ modified: boolean; passes: readonly { name: string; modified: boolean }[] }> {
  const done: { name: string; modified: boolean }[] = [];
  for (const pass of passes) {
    const { modified } = await pass.run(model, options.context);
    try {
      if (options.verify) verifyModel(model);
    } catch (cause) {
      const before = done.length === 0 ? 'no pass ran before it' : `passes before it: ${done.map((p) => p.name).join(', ')}`;
      const what = `left an invalid model: ${cause instanceof Error ? cause.message : String(cause)}`;
      throw new OnnxError('graph/invalid', `pass "${pass.name}" ${what} (${before})`, { where: pass.name, cause });
    }
    done.push({ name: pass.name, modified });
  }
  return { modified: done.some((p) => p.modified), passes: done };
}
