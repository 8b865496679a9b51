import { attr } from '../ir/attribute.ts';
import type { OpsetStep } from './opset-step.ts';

/** Opset 16 shifts coordinates by half a pixel unless told otherwise; before, they were not shifted. */
export const roiAlignSteps: readonly OpsetStep[] = [
  {
    op: 'RoiAlign',
    version: 16,
    upgrade(node) {
      node.attributes.set('coordinate_transformation_mode', attr.string('output_half_pixel'));
      return 'coordinates are stated to be output_half_pixel';
    },
  },
];
