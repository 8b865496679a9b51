import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };
// Sizes at which rounding down, up and to the nearest differ.
const x = 'float[1,2,5,7] x';

test.each(['nearest', 'linear'])('Upsample of opset 7 and 9 in mode %s is a Resize', async (mode) => {
  const seven = upgradeText(7, `g (${x}) => (y) { [u] y = Upsample<mode="${mode}", scales=[1.0, 1.0, 2.0, 1.5]>(x) }`);
  expect(seven.changes).toEqual([
    'Upsample "u": scales became an input',
    'Upsample "u": Upsample is called Resize',
    'Resize "u": coordinates are stated to be asymmetric',
    'Resize "u": empty inputs went',
  ]);
  expect([...seven.after.graph.nodes()].map((n) => [n.name, n.opType, n.output.name])).toEqual([['u', 'Resize', 'y']]);
  await expectEquivalent(seven.before, seven.after, exact);
  const nine = upgradeText(9, `g (${x}) => (y) <float[4] s = {1, 1, 2, 1.5}> { [u] y = Upsample<mode="${mode}">(x, s) }`);
  await expectEquivalent(nine.before, nine.after, exact);
});

test('height_scale and width_scale of opset 1 are scales', async () => {
  const one = upgradeText(1, `g (${x}) => (y) { [u] y = Upsample<mode="bilinear", height_scale=2.0, width_scale=3.0>(x) }`);
  const seven = upgradeText(7, `g (${x}) => (y) { y = Upsample<mode="linear", scales=[1.0, 1.0, 2.0, 3.0]>(x) }`);
  expect(one.changes[0]).toBe('Upsample "u": height_scale and width_scale became scales');
  await expectEquivalent(seven.before, one.after, exact);
});

test('readers of an inner Upsample read the Resize', async () => {
  const { before, after } = upgradeText(9, `g (${x}) => (z) <float[4] s = {1, 1, 2, 2}> { y = Upsample(x, s) z = Add(y, y) }`);
  expect(opTypes(after)).toEqual(['Resize', 'Add']);
  await expectEquivalent(before, after, exact);
});

describe('Resize of opset 10', () => {
  test.each([
    ['nearest', '1, 1, 2, 1.5', ['Resize']],
    ['nearest', '1, 1, 0.4, 0.7', ['Resize']],
    ['nearest', '1, 1, 1.7, 0.3', ['Max', 'Resize', 'Min', 'Resize']],
    ['linear', '1, 1, 1.7, 0.3', ['Resize']],
  ])('in mode %s keeps its pixels at scales %s', async (mode, scales, ops) => {
    const { before, after } = upgradeText(10, `g (${x}) => (y) <float[4] s = {${scales}}> { [r] y = Resize<mode="${mode}">(x, s) }`);
    expect(opTypes(after)).toEqual(ops);
    await expectEquivalent(before, after, exact);
  });

  test.each([
    [2, 1.5],
    [0.4, 0.7],
    [1.7, 0.3],
  ])('keeps its pixels at scales %f, %f known at run time only', async (h, w) => {
    const { before, after } = upgradeText(10, `g (${x}, float[4] s) => (y) { [r] y = Resize(x, s) }`);
    expect(opTypes(after)).toEqual(['Max', 'Resize', 'Min', 'Resize']);
    const image = Float32Array.from({ length: 70 }, (_, i) => i);
    const feeds = {
      x: { dtype: 'float32', dims: [1, 2, 5, 7], data: image },
      s: { dtype: 'float32', dims: [4], data: Float32Array.of(1, 1, h, w) },
    } as const;
    await expectEquivalent(before, after, { rtol: 0, atol: 0, feeds });
  });
});

describe('Resize of opset 11', () => {
  test('leaves empty inputs out', async () => {
    const { before, after, changes } = upgradeText(
      11,
      `g (${x}) => (y) <float[0] e = {}, int64[4] sizes = {1, 2, 9, 3}> { [r] y = Resize<mode="linear", coordinate_transformation_mode="align_corners">(x, e, e, sizes) }`,
    );
    expect(changes).toEqual(['Resize "r": empty inputs went']);
    expect([...after.graph.nodes()][0]?.inputs.map((v) => v?.name)).toEqual(['x', undefined, undefined, 'sizes']);
    await expectEquivalent(before, after, exact);
  });

  test('keeps roi where it is used', async () => {
    const { before, after, changes } = upgradeText(
      11,
      `g (${x}) => (y) <float[8] roi = {0, 0, 0.2, 0.2, 1, 1, 0.8, 0.8}, float[4] s = {1, 1, 2, 2}> {
        y = Resize<mode="linear", coordinate_transformation_mode="tf_crop_and_resize">(x, roi, s) }`,
    );
    expect(changes).toEqual([]);
    await expectEquivalent(before, after, exact);
  });

  const tf = (nearest: string, scales: string) =>
    upgradeText(
      11,
      `g (${x}) => (y) <float[0] e = {}, float[4] s = {${scales}}> {
        [r] y = Resize<nearest_mode="${nearest}", coordinate_transformation_mode="tf_half_pixel_for_nn">(x, e, s) }`,
    );

  test.each(['1, 1, 2, 1.5', '1, 1, 0.4, 0.7', '1, 1, 3, 0.5'])('says tf_half_pixel_for_nn another way at scales %s', async (scales) => {
    const { before, after, changes } = tf('floor', scales);
    expect(changes).toEqual(['Resize "r": tf_half_pixel_for_nn is said with half_pixel; empty inputs went']);
    await expectEquivalent(before, after, exact);
  });

  test('refuses tf_half_pixel_for_nn with another rounding', () => {
    expect(() => tf('ceil', '1, 1, 2, 2')).toThrow(
      'Resize "r" cannot be raised to opset 13: the coordinates tf_half_pixel_for_nn went with opset 13, and only with nearest_mode floor',
    );
  });

  test('leaves an empty image and a node without inputs as they are', () => {
    const { after } = upgradeText(11, 'g () => (y, z) <float[1,0] x = {}, float[0] e = {}> { y = Resize(x, e, e, e) z = Resize() }');
    expect([...after.graph.nodes()].map((n) => n.inputs.map((v) => v?.name))).toEqual([['x'], []]);
  });
});
