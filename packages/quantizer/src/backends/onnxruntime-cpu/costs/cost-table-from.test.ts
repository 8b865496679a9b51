import { expect, test } from 'vitest';
import { costTableFrom, type KernelMeasurement } from './cost-table-from.ts';
import { vnniCosts } from './vnni.ts';

const measured = (row: KernelMeasurement['row'], float: number, integer: number): KernelMeasurement => ({ row, float, integer });

test('a row whose integers are clearly slower beside its floats is scaled on both sides, and no other row', () => {
  const table = costTableFrom([measured('dense', 1, 2), measured('dense', 1, 2), measured('depthwise', 1, 1.1)], vnniCosts);
  expect(table.dense.float.perMacNs).toBeCloseTo(vnniCosts.dense.float.perMacNs, 9);
  expect(table.dense.integer.perMacNs).toBeCloseTo(2 * vnniCosts.dense.integer.perMacNs, 9);
  expect(table.dense.integer.perTapNs).toBeCloseTo(2 * vnniCosts.dense.integer.perTapNs, 9);
  expect(table.dense.integer.narrow).toEqual(vnniCosts.dense.integer.narrow);
  expect({ ...table, dense: vnniCosts.dense }).toEqual(vnniCosts);
});

test('a disagreement of less than 1.3 changes nothing, nor does a machine that is slower in everything', () => {
  expect(costTableFrom([measured('dense', 1, 1.29), measured('lut', 1.29, 1)], vnniCosts)).toEqual(vnniCosts);
  expect(costTableFrom([measured('dense', 3, 3), measured('lut', 3, 3), measured('pool', 3, 3)], vnniCosts)).toEqual(vnniCosts);
  expect(costTableFrom([], vnniCosts)).toEqual(vnniCosts);
});

test('on a machine that is slower in everything, a row that disagrees is scaled by the rest of it', () => {
  const table = costTableFrom([measured('depthwise', 2, 4), measured('dense', 2, 2)], vnniCosts);
  expect(table.depthwise.float[0]?.perMacNs).toBeCloseTo(vnniCosts.depthwise.float[0]?.perMacNs ?? 0, 9);
  expect(table.depthwise.integer[0]?.perMacNs).toBeCloseTo(2 * (vnniCosts.depthwise.integer[0]?.perMacNs ?? 0), 9);
});
