import { parseModel } from '@octet/onnx';
import { randomFeeds, directRunner as runner } from '@octet/testing';
import { expect, test } from 'vitest';
import { backends } from './backends/index.ts';
import type { CostTable } from './backends/onnxruntime-cpu/costs/cost-table.ts';
import { planModel } from './plan-model.ts';
import { freeCosts, freeDense } from './testing/free-costs.ts';

/** A stem of 3 channels and a depthwise convolution in front of dense ones. */
const model = parseModel(`
  <ir_version: 8, opset_import: ["" : 17]>
  tiny (float[1,3,64,64] x) => (float[1,64,32,32] y)
  <float[16,3,3,3] w = random(seed=1, std=0.2), float[16,1,3,3] d = random(seed=2, std=0.3),
   float[64,16,3,3] v = random(seed=3, std=0.1), float[64,64,3,3] u = random(seed=4, std=0.1)> {
    a = Conv<pads=[1,1,1,1], strides=[2,2]>(x, w)
    b = Conv<pads=[1,1,1,1], group=16>(a, d)
    c = Conv<pads=[1,1,1,1]>(b, v)
    y = Conv<pads=[1,1,1,1]>(c, u)
  }`);
const macs = { stem: 16 * 32 * 32 * 27, depthwise: 16 * 32 * 32 * 9 };

/** Only dense layers in float and depthwise ones on integers cost something: the stem in float 1 unit, the depthwise layer on integers so many. */
async function planned(depthwiseUnits: number) {
  const unitNs = 1e4;
  const costs: CostTable = {
    ...freeCosts,
    dense: { ...freeCosts.dense, float: { ...freeDense, perMacNs: unitNs / macs.stem } },
    depthwise: { ...freeCosts.depthwise, integer: [{ channels: 0, perMacNs: (depthwiseUnits * unitNs) / macs.depthwise }] },
  };
  const backend = { ...backends['ort-cpu-vnni'], costs };
  const { prepared, plan } = await planModel(model, { backend, runner, probe: randomFeeds(model, 1), exclude: [] });
  const nodes = [...prepared.graph.nodes()];
  return {
    stemChannels: nodes.find((n) => n.opType === 'Conv')?.input(1)?.shape?.[1],
    inFloat: nodes.filter((n) => plan.nodes.get(n.name)?.why?.kind === 'slower').length,
  };
}

test('a stem on integers gets a fourth channel', async () => {
  expect(await planned(0.9)).toEqual({ stemChannels: 4, inFloat: 0 });
});

test('a stem that is faster in float keeps its three, and is estimated with three: four would cost 1.33 units', async () => {
  expect(await planned(1.2)).toEqual({ stemChannels: 3, inFloat: 2 });
});
