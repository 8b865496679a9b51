import { parseModel } from '@octet/onnx';
import { backends, type NodePlan, type Plan, planUnrun, type Quantized } from '@octet/quantizer';
import { expect, test } from 'vitest';
import { actionsPart } from './actions-part.ts';

const fallbacksOf = (plan: Plan) => {
  const none = { applied: [], refused: [], equalized: [] };
  const correction = { roundings: new Map(), biasCorrections: [], trials: [], candidates: [], seconds: 0, looks: 0 };
  const quantized = { fusion: none, equalization: none, respelling: none, races: [], correction, plan } as unknown as Quantized;
  return actionsPart(quantized, 1, { timed: undefined, artifact: undefined, artifactBytes: 1 }).fallbacks;
};

test('the cause of a float node is the kind of its reason, whatever the model calls its weights', async () => {
  const model =
    parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (float[1,32,16,16] x, float[32,32,3,3] accuracy_w) => (float[1,32,16,16] y)
    <float[32,32,3,3] w = random(seed=1, std=0.1)> {
      [conv] c = Conv<pads=[1,1,1,1]>(x, w) d = Relu(c) [second] y = Conv<pads=[1,1,1,1]>(d, accuracy_w) }`);
  const { plan } = await planUnrun(model, { backend: backends['ort-cpu-vnni'], exclude: [] });
  const second = fallbacksOf(plan).find(({ node }) => node === 'second');
  expect(second).toMatchObject({ op: 'Conv', cause: 'unsupported', reason: expect.stringContaining('accuracy_w') });
});

test('a node that computes in integers is no fallback; one kept for accuracy is, by its kind', () => {
  const nodes: NodePlan[] = [
    { node: 'a', op: 'Conv', placement: 'integer' },
    { node: 'b', op: 'Conv', placement: 'float', why: { kind: 'accuracy', text: 'excluded, slower, unsupported' } },
  ];
  const plan = { nodes: new Map(nodes.map((n) => [n.node, n])) } as unknown as Plan;
  expect(fallbacksOf(plan)).toEqual([{ node: 'b', op: 'Conv', cause: 'accuracy', reason: 'excluded, slower, unsupported' }]);
});
