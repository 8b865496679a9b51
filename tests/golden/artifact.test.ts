import { parseModel, printModel } from '@octet/onnx';
import { backends, type Feeds, quantize } from '@octet/quantizer';
import { createCalibrator, createRunner } from '@octet/runtime';
import { rng } from '@octet/testing';
import { expect, test } from 'vitest';

/** Residual block, depthwise convolution, SiLU, Concat, pool and classifier: one of each thing that conversion treats in its own way. */
const network = `<ir_version: 8, opset_import: ["" : 17]> blocks (float[N,16,8,8] x) => (float[N,4] y)
<float[16,16,3,3] w1 = random(seed=1, std=0.1), float[16] b1 = random(seed=2, std=0.1), float[16,16,1,1] w2 = random(seed=3, std=0.2),
 float[32,16,1,1] w3 = random(seed=4, std=0.2), float[32,1,3,3] w4 = random(seed=5, std=0.2), float[64,4] w5 = random(seed=6, std=0.2)>
{ [c1] a = Conv<pads=[1,1,1,1]>(x, w1, b1) r1 = Relu(a) [c2] b = Conv(r1, w2) s = Add(b, r1) r2 = Relu(s)
  [c3] c = Conv(r2, w3) g = Sigmoid(c) m = Mul(c, g) [c4] d = Conv<pads=[1,1,1,1], group=32>(m, w4) r3 = Relu(d)
  j = Concat<axis=1>(r3, m) p = GlobalAveragePool(j) f = Flatten(p) [fc] y = Gemm(f, w5) }`;

const vnni = backends['ort-cpu-vnni'];
const slow = { perMacNs: 1, perOutputNs: 1, perTapNs: 0, offGrid: 1 };
/** Every layer on integers, whatever the present cost table says of so small a network. */
const integersWin = {
  ...vnni,
  costs: {
    ...vnni.costs,
    dense: { ...vnni.costs.dense, float: slow },
    product: { ...vnni.costs.product, float: slow },
    depthwise: { ...vnni.costs.depthwise, float: [{ channels: 0, perMacNs: 1 }] },
  },
};

test('the artifact of a small network is as it was reviewed (npm run golden -- --update renews it)', async () => {
  const random = rng(20250101);
  const samples: Feeds[] = Array.from({ length: 8 }, () => ({
    x: { dtype: 'float32', dims: [1, 16, 8, 8], data: Float32Array.from({ length: 1024 }, () => random.normal()) },
  }));
  await using runner = await createRunner({ workers: 1 });
  const { artifact } = await quantize(parseModel(network), {
    backend: integersWin,
    runner,
    calibrator: createCalibrator({ workers: 1 }),
    calibration: {
      count: samples.length,
      samples: (indices) => (indices === undefined ? samples : indices.map((i) => samples[i] as Feeds)),
    },
    observer: 'min-max',
    percentile: 100,
    exclude: [],
    overrides: new Map(),
    correctBias: false,
    roundWeights: true,
    wantedSqnrDb: undefined,
    searchSeconds: 60,
  });
  await expect(printModel(artifact.model, { weights: 'checksum' })).toMatchFileSnapshot('./artifact.onnxtxt');
});
