import { readFileSync } from 'node:fs';
import { decodeModel, upgradeOpset, verifyModel } from '@octet/onnx';
import { directRunner, expectEquivalent, expectStatedTypes, randomFeeds, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import { removeInitializerInputs } from '../fuse/remove-initializer-inputs.ts';
import { probeShapes } from '../probe-shapes.ts';
import { respell } from './respell.ts';
import { defaultRespellings, type RespellingName } from './rules.ts';

/** The new first layer of YOLOX sums in another order; on random inputs 112 layers make 1e-4 of that 1e-7, at values of up to 10. */
const deep = 3e-4;

test.for<[string, RespellingName[], atol?: number]>([
  ['mobilenetv1_025_224_imagenet1001.onnx', ['average-pool-to-global-average-pool', 'pad-channel-grid', 'pad-stem-channels']],
  ['cifar10_resnet20.onnx', ['average-pool-to-global-average-pool', 'pad-stem-channels']],
  ['minicnn.onnx', ['pad-stem-channels']],
  ['squeezenet11_fp32_from_fp16.onnx', ['pad-stem-channels']],
  ['ultraface_rfb320.onnx', ['pad-stem-channels']],
  ['yolox_nano.onnx', ['nearest-resize-to-gather', 'focus-to-conv'], deep],
])('%s computes the same after %j, and states true types', { timeout: 60_000 }, async ([file, rules, atol = 1e-5], { skip }) => {
  const path = zooFile(file);
  if (path === undefined) return skip();
  const model = decodeModel(readFileSync(path));
  upgradeOpset(model);
  removeInitializerInputs(model);
  await probeShapes(model, directRunner, randomFeeds(model, 1));
  const before = model.clone();
  const record = respell(model, defaultRespellings);
  expect([...new Set(record.applied.map((a) => a.rule))].sort()).toEqual(expect.arrayContaining(rules));
  verifyModel(model);
  await expectEquivalent(before, model, { rtol: 1e-4, atol, seed: 2 });
  await expectStatedTypes(model, { seed: 2 });
});
