import { parseModel } from '@octet/onnx';
import type { NodePlan, Plan } from '@octet/quantizer';
import type { ExecutionProof, ProvenNode } from '@octet/runtime';
import { expect, test } from 'vitest';
import { executionPart } from './execution-part.ts';

const prepared = parseModel(`<ir_version: 8, opset_import: ["" : 17]> m (float[1,16,8,8] x) => (float[1,16,8,8] y)
  <float[16,16,1,1] w = random(seed=1), float low = {0}, float high = {6}> {
  [first] a = Conv(x, w) [clip] b = Clip(a, low, high) [second] y = Conv(b, w) }`);
const plan = {
  nodes: new Map(
    ['first', 'clip', 'second'].map((node) => [
      node,
      { node, op: 'Conv', placement: 'float', why: { kind: 'slower', text: `why ${node}` } } as NodePlan,
    ]),
  ),
} as unknown as Plan;

const proven = (name: string, more: Partial<ProvenNode> = {}): ProvenNode =>
  ({ name, opType: 'Conv', domain: '', kernel: 'float', linear: true, timeUs: 1, timeShare: 1, macs: undefined, ...more }) as ProvenNode;

function found(node: ProvenNode) {
  const proof = { threads: 1, weightDequantizeCount: 0, nodes: [node] } as unknown as ExecutionProof;
  const { layer, reason } = executionPart(proof, prepared, plan).nodes[0] ?? {};
  return { layer, reason };
}

test.each([
  ['b_nchwc', 'first'],
  ['y_nchwc', 'second'],
  ['first/ActivationFusion/', 'first'],
])('a float kernel that onnxruntime calls %s is the layer %s, with its reason', (name, layer) => {
  expect(found(proven(name))).toEqual({ layer, reason: `why ${layer}` });
});

test('an integer kernel with a number behind its name is its layer, and needs no reason', () => {
  expect(found(proven('second_token_12', { kernel: 'integer' }))).toEqual({ layer: 'second', reason: undefined });
});

test('a name that was kept is not told twice; what moves data and what nobody knows is of no layer', () => {
  expect(found(proven('first'))).toEqual({ layer: undefined, reason: 'why first' });
  expect(found(proven('b_quantized', { kernel: 'data-movement', linear: false }))).toEqual({ layer: undefined, reason: undefined });
  expect(found(proven('z_nchwc'))).toEqual({ layer: undefined, reason: undefined });
});
