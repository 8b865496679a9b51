import { expectEquivalent } from '@octet/testing';
import { expect, test } from 'vitest';
import { upgradeText } from './upgrade-text.ts';

const exact = { rtol: 0, atol: 0, seed: 1 };

test.each([
  ['mode="constant", pads=[0, 1, 2, 0], value=1.5', 'pads and value became inputs', 3],
  ['pads=[0, 1, 2, 0]', 'pads became an input', 2],
  ['mode="reflect", pads=[0, 1, 1, 0]', 'pads became an input', 2],
  ['mode="edge", pads=[0, -1, 1, 0]', 'pads became an input', 2],
])('pads of <%s> are inputs', async (attributes, what, inputs) => {
  const { before, after, changes } = upgradeText(9, `g (float[3,4] x) => (y) { [p] y = Pad<${attributes}>(x) }`);
  expect(changes).toEqual([`Pad "p": ${what}`]);
  expect([...after.graph.nodes()][0]?.inputs).toHaveLength(inputs);
  await expectEquivalent(before, after, exact);
});

test('paddings of opset 1 are pads', async () => {
  const { after, changes } = upgradeText(1, 'g (float[3,4] x) => (y) { [p] y = Pad<paddings=[0, 1, 2, 0]>(x) }');
  const { after: modern } = upgradeText(2, 'g (float[3,4] x) => (y) { [p] y = Pad<pads=[0, 1, 2, 0]>(x) }');
  expect(changes).toEqual(['Pad "p": paddings is called pads', 'Pad "p": pads became an input']);
  await expectEquivalent(modern, after, exact);
});

test('refuses a value whose dtype is not known', () => {
  expect(() => upgradeText(9, 'g (x) => (y) { [p] y = Pad<pads=[0, 1], value=2.0>(x) }')).toThrow(
    'Pad "p" cannot be raised to opset 11: its value must have the dtype of its input, which is not stated.',
  );
});
