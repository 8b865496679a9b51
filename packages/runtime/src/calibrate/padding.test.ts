import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toBlocked } from './nchwc.ts';
import { paddingTaken } from './padding.ts';
import { takeRuns, viewOf } from './row-view.ts';

const dim = (max: number) => fc.integer({ min: 1, max });

test('padding is counted exactly as the runs that are taken hold it, and as all elements do', () => {
  fc.assert(
    fc.property(
      fc.tuple(dim(2), dim(40), dim(12), dim(12)),
      fc.constantFrom(8, 16),
      dim(2000),
      fc.nat(),
      (dims, blockSize, wanted, index) => {
        const elements = new Uint32Array(dims.reduce((a, b) => a * b)).fill(1);
        const memory = Float32Array.from(toBlocked(elements, { dims, blockSize, padding: 7 }));
        const view = viewOf(memory.length, { wanted, minimum: 'zero' });
        const taken = view === undefined ? memory : takeRuns(memory, view, index);
        expect(paddingTaken(view, { dims, blockSize }, index)).toBe(taken.filter((x) => x === 7).length);
      },
    ),
  );
});
