import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

describe('Cast', () => {
  test('of opset 1 names its type by number', () => {
    const { after, changes } = upgradeText(1, 'g (float[2] x) => (y) { [c] y = Cast<to="INT64">(x) }');
    expect([changes, [...after.graph.nodes()][0]?.intAttr('to')]).toEqual([['Cast "c": to became a number'], 7]);
  });

  test('to an unknown type is refused', () => {
    expect(() => upgradeText(1, 'g (float[2] x) => (y) { [c] y = Cast<to="HALF">(x) }')).toThrow(
      'Cast "c" cannot be raised to opset 6: "HALF" is no element type. Repair the model.',
    );
  });
});

describe('Scatter', () => {
  test('is ScatterElements since opset 11', async () => {
    const { before, after, changes } = upgradeText(
      9,
      'g (float[3,3] x, float[1,3] u) => (y) <int64[1,3] i = {2, 0, 1}> { [s] y = Scatter<axis=0>(x, i, u) }',
    );
    expect([changes, opTypes(after)]).toEqual([['Scatter "s": Scatter is called ScatterElements'], ['ScatterElements']]);
    await expectEquivalent(before, after, exact);
  });
});

describe('RoiAlign', () => {
  const graph = `g (float[1,1,6,6] x) => (y) <float[1,4] roi = {0.5, 0.5, 4.2, 4.7}, int64[1] b = {0}> {
    [r] y = RoiAlign<output_height=2, output_width=2, sampling_ratio=2>(x, roi, b) }`;

  test('of opset 10 keeps its coordinates unshifted', async () => {
    const { before, after, changes } = upgradeText(10, graph);
    expect(changes).toEqual(['RoiAlign "r": coordinates are stated to be output_half_pixel']);
    await expectEquivalent(before, after, exact);
  });

  test('of opset 16 keeps its default', () => {
    expect(upgradeText(16, graph).changes).toEqual([]);
  });
});

describe('Scan', () => {
  const body = 'body = b (float s, float e) => (float t, float o) { t = Add(s, e) o = Neg(t) }';

  test('of opset 8 is refused', () => {
    expect(() =>
      upgradeText(8, `g (float[1] s, float[1,3] x) => (t, o) { [scan] t, o = Scan<${body}, num_scan_inputs=1>("", s, x) }`),
    ).toThrow('Scan "scan" cannot be raised to opset 9: Scan of opset 8 scans each sample of a batch by itself');
  });

  test('of opset 9 computes the same', async () => {
    const { before, after, changes } = upgradeText(
      9,
      `g (float s, float[3] x) => (t, o) { t, o = Scan<${body}, num_scan_inputs=1>(s, x) }`,
    );
    expect(changes).toEqual([]);
    await expectEquivalent(before, after, exact);
  });
});

describe('recurrent ops', () => {
  test.each(['RNN', 'GRU', 'LSTM'])('%s loses output_sequence', (op) => {
    const { changes } = upgradeText(6, `g (x, w, r) => (y) { [n] y = ${op}<hidden_size=2, output_sequence=1>(x, w, r) }`);
    expect(changes).toEqual([`${op} "n": output_sequence went`]);
  });

  test.each(['RNN', 'GRU', 'LSTM'])('%s of opset 7 computes the same', async (op) => {
    const gates = { RNN: 2, GRU: 6, LSTM: 8 }[op];
    const { before, after } = upgradeText(
      7,
      `g (float[3,1,4] x) => (y, h) <float[1,${gates},4] w = random(seed=1), float[1,${gates},2] r = random(seed=2)> {
        y, h = ${op}<hidden_size=2>(x, w, r) }`,
    );
    expect(opTypes(after)).toEqual([op]);
    await expectEquivalent(before, after, exact);
  });
});

describe('LpPool and GlobalLpPool', () => {
  test('have a whole p', () => {
    const { after, changes } = upgradeText(1, 'g (float[1,1,4] x) => (y) { [p] y = GlobalLpPool<p=3.0>(x) }');
    expect([changes, [...after.graph.nodes()][0]?.intAttr('p')]).toEqual([['GlobalLpPool "p": p became an integer'], 3]);
  });

  test('are refused with another', () => {
    expect(() => upgradeText(1, 'g (float[1,1,4] x) => (y) { [p] y = LpPool<p=1.5, kernel_shape=[2]>(x) }')).toThrow(
      'LpPool "p" cannot be raised to opset 2: its p is 1.5, and later opsets take integers only.',
    );
  });
});

describe('Selu', () => {
  test('of opset 1 states the defaults that it relied on', () => {
    const { after, changes } = upgradeText(1, 'g (float[4] x) => (y) { [s] y = Selu<alpha=2.0>(x) }');
    const selu = [...after.graph.nodes()][0];
    expect(changes).toEqual(['Selu "s": the defaults of alpha and gamma are stated']);
    expect([selu?.floatAttr('alpha'), selu?.floatAttr('gamma')]).toEqual([2, Math.fround(1.0507)]);
  });

  test('of opset 6 keeps the defaults', () => {
    expect(upgradeText(6, 'g (float[4] x) => (y) { y = Selu(x) }').changes).toEqual([]);
  });
});

describe('Tile', () => {
  const graph = 'g (float[2,3] x) => (y) <float t = {2}, float a = {1}, int64[2] r = {1, 2}> { [t1] y = Tile(x, REPEATS) }';

  test('of opset 1 repeats one axis', async () => {
    const { after, changes } = upgradeText(1, graph.replace('REPEATS', 't, a'));
    expect(changes).toEqual(['Tile "t1": tiles and axis became repeats']);
    await expectEquivalent(upgradeText(6, graph.replace('REPEATS', 'r')).before, after, exact);
  });

  test('of opset 1 is refused where the axis is computed', () => {
    expect(() => upgradeText(1, 'g (float[2,3] x, float t, float a) => (y) { [t1] y = Tile(x, t, a) }')).toThrow(
      'Tile "t1" cannot be raised to opset 6: tiles and axis must be constants and the rank of its input known.',
    );
  });
});

test('consumed_inputs go from every op that had them', () => {
  const { changes } = upgradeText(1, 'g (float[4] x) => (z) { [r] y = Relu<consumed_inputs=[0]>(x) [a] z = Abs(y) }');
  expect(changes).toEqual(['Relu "r": consumed_inputs went']);
});

test('quantized ops of opset 10 keep their scalar scales', async () => {
  const { before, after, changes } = upgradeText(
    10,
    'g (float[2,3] x) => (y) <float s = {0.1}, uint8 z = {128}> { q = QuantizeLinear(x, s, z) y = DequantizeLinear(q, s, z) }',
  );
  expect(changes).toEqual([]);
  await expectEquivalent(before, after, exact);
});
