import { parseModel } from '@octet/onnx';
import { opTypes, randomFeeds, runModel } from '@octet/testing';
import { expect, test } from 'vitest';
import { Sqnr } from '../analyze/sqnr.ts';
import { quantizeModel } from '../testing/quantize-model.ts';
import type { Backend } from './backend.ts';
import { allConvs, backendOfPairs } from './qdq-pairs/backend-of-pairs.ts';

/** What a backend for a mobile runtime would be: convolutions and Gemms on signed integers, nothing else, and no kernel was timed. */
const mobile: Backend = {
  ...backendOfPairs({
    name: 'mobile',
    description: 'A backend that no list names',
    activations: { dtype: 'int8', symmetric: false },
    residual: 'both',
    beforePools: false,
  }),
  ops: {
    Conv: { as: 'linear' },
    Gemm: { as: 'linear' },
    MatMul: { as: 'float', why: { kind: 'unsupported', text: 'this runtime has no integer MatMul' } },
  },
  convs: { ...allConvs, multiplier: { kind: 'slower', text: 'several filters a channel run in float there' } },
  respellings: ['sub-constant-to-add'],
};

const network = `g (float[1,4,6,6] x) => (float[1,36,3] y) <float[8,4,3,3] w = random(seed=1, std=0.2), float[8,1,3,3] d = random(seed=2, std=0.3),
  float[16,1,3,3] m = random(seed=3, std=0.3), float[16,3] v = random(seed=4, std=0.3)> {
  [conv] a = Conv<pads=[1,1,1,1]>(x, w) [relu] b = Relu(a) [depthwise] c = Conv<pads=[1,1,1,1], group=8>(b, d)
  [several] e = Conv<pads=[1,1,1,1], group=8>(c, m) f = Transpose<perm=[0,2,3,1]>(e) s = Constant<value_ints=[1,36,16]>() h = Reshape(f, s) [product] y = MatMul(h, v) }`;

test('a backend is one object: the pipeline plans, lowers and gives reasons by it alone', async () => {
  const model = parseModel(network);
  const { artifact, plan } = await quantizeModel(model, { backend: mobile });
  const whys = Object.fromEntries([...plan.nodes.values()].map(({ node, placement, why }) => [node, why?.text ?? placement]));
  expect(whys).toMatchObject({
    conv: 'integer',
    relu: 'mobile computes it as the pairs around its neighbours allow',
    depthwise: 'integer',
    several: 'several filters a channel run in float there',
    product: 'this runtime has no integer MatMul',
  });
  expect(opTypes(artifact.model).filter((op) => op === 'QuantizeLinear')).toHaveLength(2);
  const feeds = randomFeeds(model, 5);
  const [expected, actual] = await Promise.all([model, artifact.model].map((m) => runModel(m, feeds, { optimization: 'disabled' })));
  const sqnr = new Sqnr();
  sqnr.add(expected?.['y']?.data as Float32Array, actual?.['y']?.data as Float32Array);
  expect(sqnr.db).toBeGreaterThan(30);
});
