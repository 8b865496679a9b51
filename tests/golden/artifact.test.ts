import { Constant, encodeToBuffer, type Model, parseModel, printModel } from '@octet/onnx';
import { backends, type Feeds, quantize } from '@octet/quantizer';
import { createCalibrator, createRunner } from '@octet/runtime';
import { rng } from '@octet/testing';
import { afterEach, expect, test, vi } from 'vitest';

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

afterEach(() => void vi.unstubAllEnvs());

const random = rng(20250101);
const samples: Feeds[] = Array.from({ length: 8 }, () => ({
  x: { dtype: 'float32', dims: [1, 16, 8, 8], data: Float32Array.from({ length: 1024 }, () => random.normal()) },
}));

async function artifact(): Promise<Model> {
  await using runner = await createRunner({ workers: 1, exactIntegers: true });
  const quantized = await quantize(parseModel(network), {
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
  return quantized.artifact.model;
}

/** Float constants to five digits: the last bits of a range depend on the order in which a CPU's float kernels add. */
function rounded(model: Model): Model {
  for (const value of model.graph.initializers) {
    const { constant } = value;
    if (constant?.dtype !== 'float32') continue;
    const data = Float32Array.from(constant.tensor.data as Float32Array, (x) => Number(x.toPrecision(5)));
    value.constant = Constant.of({ dtype: 'float32', dims: constant.dims, data });
  }
  return model;
}

test('the artifact of a small network is as it was reviewed (npm run golden -- --update renews it)', async () => {
  await expect(printModel(rounded(await artifact()), { weights: 'checksum' })).toMatchFileSnapshot('./artifact.onnxtxt');
});

test('the flags of this CPU do not matter to it, since its target is named', async () => {
  const bytes = async (flags: string) => {
    vi.stubEnv('OCTET_CPU_FLAGS', flags);
    return encodeToBuffer(await artifact());
  };
  expect(Buffer.compare(await bytes('avx2'), await bytes('avx512_vnni'))).toBe(0);
});
