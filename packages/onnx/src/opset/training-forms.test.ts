import { expectEquivalent, opTypes } from '@octet/testing';
import { describe, expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };
const bn = (attributes: string, outputs = 'y') =>
  `g (float[2,3,4] x) => (${outputs}) <float[3] g = {1, -2, 3}, float[3] b = {0.5, 1, 2}, float[3] m = {-1, 0, 1}, float[3] v = {0.1, 1, 4}> {
    [bn] y, mean, var, saved_mean, saved_var = BatchNormalization<${attributes}>(x, g, b, m, v) }`.replace(
    outputs === 'y' ? ', mean, var, saved_mean, saved_var' : '',
    '',
  );

describe('BatchNormalization', () => {
  test.each([7, 9])('of opset %i computes the same', async (opset) => {
    const { before, after } = upgradeText(opset, bn(opset === 7 ? 'spatial=1, epsilon=0.001, momentum=0.5' : 'epsilon=0.001'));
    expect(opTypes(after)).toEqual(['BatchNormalization']);
    await expectEquivalent(before, after, { rtol: 1e-6, atol: 1e-6, seed: 1 });
  });

  test('of opset 1 and 6 loses is_test', async () => {
    const { after, changes } = upgradeText(1, bn('is_test=1, spatial=1, consumed_inputs=[0, 0, 0, 1, 1]'));
    expect(changes).toEqual([
      'BatchNormalization "bn": consumed_inputs went',
      'BatchNormalization "bn": is_test went; it is the default',
      'BatchNormalization "bn": spatial went; it is the default',
    ]);
    await expectEquivalent(upgradeText(15, bn('epsilon=0.00001')).before, after, exact);
  });

  test('loses outputs of training that nobody reads', () => {
    const { after, changes } = upgradeText(9, bn('epsilon=0.00001', 'y, mean').replace('(y, mean)', '(y)'));
    expect(changes).toEqual(['BatchNormalization "bn": outputs of training went']);
    expect([...after.graph.nodes()][0]?.outputs.map((v) => v?.name)).toEqual(['y']);
  });

  test('is refused where its meaning went', () => {
    expect(() => upgradeText(9, bn('epsilon=0.00001', 'y, mean'))).toThrow(
      'BatchNormalization "bn" cannot be raised to opset 14: its statistics of training are read.',
    );
    expect(() => upgradeText(7, bn('spatial=0'))).toThrow('opset 9: it normalizes every position by itself (spatial is 0)');
    expect(() => upgradeText(6, bn('epsilon=0.1'))).toThrow('opset 7: it is set to train (is_test is 0). Export the model for inference.');
  });
});

describe('Dropout', () => {
  test.each([7, 10])('of opset %i loses its ratio and an unread mask', async (opset) => {
    const { before, after, changes } = upgradeText(opset, 'g (float[8] x) => (z) { [d] y, mask = Dropout<ratio=0.4>(x) z = Neg(y) }');
    expect(changes).toEqual(['Dropout "d": ratio went; inference does not use it']);
    expect([...after.graph.nodes()][0]?.outputs.map((v) => v?.name)).toEqual(['y']);
    await expectEquivalent(before, after, exact);
  });

  test.each([
    [7, 10],
    [10, 12],
  ])('of opset %i whose mask is read is refused', (opset, at) => {
    expect(() => upgradeText(opset, 'g (float[8] x) => (y, mask) { [d] y, mask = Dropout(x) }')).toThrow(
      `Dropout "d" cannot be raised to opset ${at}: its mask, which a node of inference leaves unset, is read.`,
    );
  });

  test('of opset 6 is raised with is_test and refused without', () => {
    expect(upgradeText(6, 'g (float[8] x) => (y) { [d] y = Dropout<is_test=1>(x) }').changes).toEqual([
      'Dropout "d": is_test went; it is the default',
    ]);
    expect(() => upgradeText(6, 'g (float[8] x) => (y) { [d] y = Dropout(x) }')).toThrow('opset 7: it is set to train (is_test is 0).');
  });
});
