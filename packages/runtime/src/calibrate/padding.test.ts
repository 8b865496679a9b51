import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockedDims, toBlocked } from './nchwc.ts';
import { paddingTaken } from './padding.ts';
import { firstRow, takeRows, viewOfTensor } from './row-view.ts';

const dim = (max: number) => fc.integer({ min: 1, max });

test('padding is counted exactly as the rows that are taken hold it', () => {
  fc.assert(
    fc.property(
      fc.tuple(dim(2), dim(40), dim(12), dim(12)),
      fc.constantFrom(8, 16),
      dim(2000),
      fc.nat(),
      (dims, blockSize, wanted, index) => {
        const elements = new Uint32Array(dims.reduce((a, b) => a * b)).fill(1);
        const memory = Float32Array.from(toBlocked(elements, dims, blockSize, 7));
        const view = viewOfTensor(blockedDims(dims, blockSize), { wanted, signed: false });
        fc.pre(view !== undefined);
        const met = takeRows(memory, view, index).filter((x) => x === 7).length;
        expect(paddingTaken(view, dims, blockSize, firstRow(view.step, index))).toBe(met);
      },
    ),
  );
});
