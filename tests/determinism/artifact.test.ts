import { encodeToBuffer, parseModel } from '@octet/onnx';
import { backends, type QuantizeOptions, quantize } from '@octet/quantizer';
import { createCalibrator, createRunner } from '@octet/runtime';
import { randomTensor, rng, roundTripLeg } from '@octet/testing';
import { beforeAll, expect, test } from 'vitest';

/** Large enough that its body, if not its front, is quantized on a true CPU. */
const network = () =>
  parseModel(`g (float[N,3,32,32] x) => (float[N,10] y) <
    float[32,3,3,3] w1 = random(seed=1, std=0.25), float[32] b1 = random(seed=2, std=0.2), float[64,32,3,3] w2 = random(seed=3, std=0.08),
    float[64,64,3,3] w3 = random(seed=4, std=0.06), float[64,10] w4 = random(seed=5, std=0.2), float[10] b4 = random(seed=6)> {
    c = Conv<pads=[1,1,1,1]>(x, w1, b1) d = Relu(c) e = Conv<pads=[1,1,1,1], strides=[2,2]>(d, w2) f = Relu(e)
    h = Conv<pads=[1,1,1,1]>(f, w3) s = Sigmoid(h) i = Mul(h, s) j = Add(i, f)
    k = GlobalAveragePool(j) l = Flatten(k) y = Gemm(l, w4, b4) }`);

const random = rng(20250101);
const samples = Array.from({ length: 12 }, () => ({ x: randomTensor([1, 3, 32, 32], { seed: random }) }));

async function artifactOf(workers: number): Promise<{ bytes: Uint8Array; quantizedLayers: number }> {
  await using runner = await createRunner({ workers });
  const options: QuantizeOptions = {
    backend: backends['ort-cpu-vnni'],
    runner,
    calibrator: createCalibrator({ pool: runner.pool }),
    calibration: { count: samples.length, samples: (indices) => samples.filter((_, i) => indices?.includes(i) ?? true) },
    observer: 'auto',
    percentile: 99.99,
    exclude: [],
    overrides: new Map(),
    correctBias: true,
    roundWeights: true,
    wantedSqnrDb: 60,
    searchSeconds: 600,
    betweenStages: roundTripLeg(),
  };
  const { artifact, plan } = await quantize(network(), options);
  const quantizedLayers = [...plan.nodes.values()].filter((n) => n.op === 'Conv' && n.placement === 'integer').length;
  return { bytes: encodeToBuffer(artifact.model), quantizedLayers };
}

let one: Awaited<ReturnType<typeof artifactOf>>;
beforeAll(async () => {
  one = await artifactOf(1);
}, 60_000);

test('the network really is quantized', () => {
  expect(one.quantizedLayers).toBeGreaterThan(0);
});

test.each([1, 2, 3])('one worker once, %i workers now: the same artifact, byte for byte', { timeout: 60_000 }, async (workers) => {
  const { bytes } = await artifactOf(workers);
  expect(Buffer.compare(bytes, one.bytes)).toBe(0);
});
