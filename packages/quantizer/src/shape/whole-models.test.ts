import { readFileSync } from 'node:fs';
import { decodeModel, verifyModel } from '@octet/onnx';
import { directRunner, expectEquivalent, expectStatedTypes, randomFeeds, zooFile } from '@octet/testing';
import { expect, test } from 'vitest';
import { probeShapes } from '../shape-probe.ts';
import { defaultShapingRules, type ShapingRuleName } from './rules.ts';
import { shapeForTarget } from './shape-for-target.ts';

test.each<[string, ShapingRuleName[]]>([
  ['mobilenetv1_025_224_imagenet1001.onnx', ['average-pool-to-global-average-pool', 'pad-channel-grid', 'pad-stem-channels']],
  ['cifar10_resnet20.onnx', ['average-pool-to-global-average-pool', 'pad-stem-channels']],
  ['minicnn.onnx', ['pad-stem-channels']],
  ['yolox_nano.onnx', ['nearest-resize-to-gather']],
])(
  '%s computes the same after %j, and states true types',
  async (file, rules) => {
    const path = zooFile(file);
    // Without the zoo there is nothing to compare; zooFile has said so.
    if (path === undefined) return expect(path).toBeUndefined();
    const model = decodeModel(readFileSync(path));
    // YOLOX-nano is of opset 11; every operator in it means the same in 13.
    model.opsets.set('', Math.max(model.opset, 13));
    await probeShapes(model, directRunner, randomFeeds(model, 1));
    const before = model.clone();
    const record = shapeForTarget(model, defaultShapingRules);
    expect([...new Set(record.applied.map((a) => a.rule))].sort()).toEqual(expect.arrayContaining(rules));
    verifyModel(model);
    await expectEquivalent(before, model, { rtol: 1e-4, atol: 1e-6, seed: 2 });
    await expectStatedTypes(model, { seed: 2 });
  },
  60_000,
);
