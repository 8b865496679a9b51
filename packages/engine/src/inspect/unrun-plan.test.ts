import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeModel, upgradeOpset } from '@octet/onnx';
import { backends, planUnrun } from '@octet/quantizer';
import { textModel, zooFile } from '@octet/testing';
import { expect, test, vi } from 'vitest';
import { inspect } from './inspect.ts';

vi.setConfig({ testTimeout: 60_000 });

const header = '<ir_version: 8, opset_import: ["" : 17]>';
/** Sizes that are computed: Shape, Gather, Concat, Reshape; windows, an axis moved, a constant turned. */
const computed = textModel(`${header} computed (float[N,3,16,16] x) => (float[N,6] y)
<float[8,3,3,3] w1 = random(seed=1, std=0.2), float[6,392] w2 = random(seed=2), int64 zero = {0}, int64[1] first = {0}, int64[1] rest = {-1}>
{ [conv] h = Conv<pads=[1,1,1,1], strides=[2,2]>(x, w1) [pool] p = MaxPool<kernel_shape=[2,2], strides=[1,1]>(h) [turned] t = Transpose<perm=[0,2,3,1]>(p)
  s = Shape(t) n = Gather<axis=0>(s, zero) batch = Unsqueeze(n, first) shape = Concat<axis=0>(batch, rest)
  [flat] f = Reshape(t, shape) v = Transpose<perm=[1,0]>(w2) [fc] y = MatMul(f, v) }`);

async function bothPlans(path: string) {
  const run = await inspect(path, { target: 'ort-cpu-vnni' });
  const model = decodeModel(readFileSync(path));
  upgradeOpset(model);
  const unrun = await planUnrun(model, { backend: backends['ort-cpu-vnni'], exclude: [] });
  const plans = [...unrun.plan.nodes.values()];
  const float = plans.filter(({ placement }) => placement === 'float' || placement === 'weights');
  return { run, unrun, float: float.map(({ node, op, why }) => ({ node, op, reason: why?.text ?? 'float' })), prepared: plans.length };
}

function written(bytes: Uint8Array): { readonly path: string } & Disposable {
  const folder = mkdtempSync(join(tmpdir(), 'octet-unrun-'));
  const path = join(folder, 'model.onnx');
  writeFileSync(path, bytes);
  return { path, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

test('the plan of a model that is not run is the one of the model that is', async () => {
  using file = written(computed);
  const { run, unrun, float, prepared } = await bothPlans(file.path);
  expect([float, prepared, unrun.unknownSizes]).toEqual([run.float, run.preparedNodes, 0]);
});

test('what depends on numbers that only a run can tell is counted as unknown', async () => {
  const bytes = textModel(`${header} chosen (float[4,8] x) => (float[K] y) { at = NonZero(x) [picked] p = GatherND(x, at) y = Relu(p) }`);
  const model = decodeModel(bytes);
  const { unknownSizes } = await planUnrun(model, { backend: backends['ort-cpu-vnni'], exclude: [] });
  expect(unknownSizes).toBeGreaterThan(0);
});

test.for(['cifar10_resnet20.onnx', 'mobilenetv1_025_224_imagenet1001.onnx', 'squeezenet11_fp32_from_fp16.onnx'])(
  'so it is for %s',
  async (name, { skip }) => {
    const path = zooFile(name);
    if (path === undefined) return skip();
    const { run, unrun, float, prepared } = await bothPlans(path);
    expect([float, prepared, unrun.unknownSizes]).toEqual([run.float, run.preparedNodes, 0]);
  },
);
