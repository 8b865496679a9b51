import { expectEquivalent, expectStatedTypes, opTypes, randomTensor } from '@octet/testing';
import { expect, test } from 'vitest';
import { respellText } from './respell-text.ts';

const rules = ['nearest-resize-to-gather'] as const;

const resize = (attributes: string, scales = '1, 1, 2, 3') => `
  g (float[N,2,7,5] x) => (float[] y) <float[4] scales = {${scales}}, float[0] roi = {}> { y = Resize<mode="nearest"${attributes}>(x, roi, scales) }`;
const modes = (coordinates: string, rounding: string) => `, coordinate_transformation_mode="${coordinates}", nearest_mode="${rounding}"`;
const feeds = { x: randomTensor([3, 2, 7, 5], { seed: 1 }) };

test.each(['', modes('asymmetric', 'floor'), modes('half_pixel', 'round_prefer_ceil'), modes('pytorch_half_pixel', 'round_prefer_floor')])(
  'nearest Resize by whole factors%s repeats pixels in place, exactly, for any batch',
  async (attributes) => {
    const { before, after } = respellText(resize(attributes), rules);
    expect(opTypes(after)).toEqual(['Transpose', 'Gather', 'Gather', 'Transpose']);
    await expectEquivalent(before, after, { rtol: 0, atol: 0, feeds });
    await expectStatedTypes(after, { seed: 1 });
  },
);

test.each([
  ['asymmetric', 'floor', 17],
  ['half_pixel', 'round_prefer_floor', 17],
  ['half_pixel_symmetric', 'round_prefer_ceil', 19],
])(
  '%s coordinates with %s meet no rounding surprise in float arithmetic, factors 2 to 9 on 104 x 67 pixels',
  async (coordinates, rounding, opset) => {
    for (let factor = 2; factor <= 8; factor += 2) {
      const { before, after } = respellText(
        `<ir_version: 8, opset_import: ["" : ${opset}]> ${resize(modes(coordinates, rounding), `1, 1, ${factor}, ${factor + 1}`).replace('N,2,7,5', '1,1,104,67')}`,
        rules,
      );
      expect(opTypes(after)).toContain('Gather');
      await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: factor });
    }
  },
);

test('reads the factors from sizes, and leaves out the Gather of an axis that keeps its size', async () => {
  const { before, after } = respellText(
    `g (float[1,2,7,5] x) => (float[1,2,7,20] y) <int64[4] sizes = {1, 2, 7, 20}>
     { y = Resize<mode="nearest", coordinate_transformation_mode="asymmetric", nearest_mode="floor">(x, "", "", sizes) }`,
    rules,
  );
  expect(opTypes(after)).toEqual(['Transpose', 'Gather', 'Transpose']);
  await expectEquivalent(before, after, { rtol: 0, atol: 0, seed: 1 });
});

test.each([
  [modes('asymmetric', 'ceil'), '1, 1, 2, 3', 'asymmetric coordinates with ceil do not repeat each pixel in place'],
  [modes('half_pixel', 'floor'), '1, 1, 2, 3', 'half_pixel coordinates with floor do not repeat each pixel in place'],
  [modes('align_corners', 'floor'), '1, 1, 2, 3', 'align_corners coordinates with floor do not repeat each pixel in place'],
  ['', '1, 1, 2, 1.5', 'its factors 2 and 1.5 are not whole'],
  ['', '1, 2, 2, 2', 'it resizes the batch or the channels'],
])('refuses nearest Resize%s by %s', (attributes, scales, reason) => {
  const { after, reasons } = respellText(resize(attributes, scales), rules);
  expect(opTypes(after)).toEqual(['Resize']);
  expect(reasons).toEqual([reason]);
});

test('has nothing to say about a linear Resize', () => {
  const { record } = respellText(resize('').replace('nearest', 'linear'), rules);
  expect(record).toEqual({ modified: false, applied: [], refused: [] });
});
