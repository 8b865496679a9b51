import { expect, test } from 'vitest';
import { Graph } from '../ir/graph.ts';
import { Model } from '../ir/model.ts';
import type { Pass } from './pass.ts';
import { runPasses } from './pass.ts';

const pass = (name: string, modified: boolean, more: Partial<Pass> = {}): Pass => ({ name, run: () => ({ modified }), ...more });
const model = new Model(new Graph('g'));

test('reports per pass whether it modified the model', async () => {
  const result = await runPasses(model, [pass('a', false), pass('b', true)], { context: undefined });
  expect(result).toEqual({
    modified: true,
    passes: [
      { name: 'a', modified: false },
      { name: 'b', modified: true },
    ],
  });
});

test('a pass that leaves an invalid model is named, if asked to verify', async () => {
  const breaking = pass('b', true, {
    run(model) {
      model.graph.addOutput(new Graph('elsewhere').addInput('x', 'float32', [1]));
      return { modified: true };
    },
  });
  const broken = (): Model => new Model(new Graph('g'));
  await expect(runPasses(broken(), [pass('a', false), breaking], { context: undefined, verify: true })).rejects.toThrow(
    /^pass "b" left an invalid model: .*\(passes before it: a\)$/,
  );
  expect((await runPasses(broken(), [breaking], { context: undefined })).modified).toBe(true);
});
