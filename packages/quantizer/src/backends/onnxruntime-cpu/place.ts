import type { Model } from '@octet/onnx';
import type { Why } from '../../spec.ts';
import type { Placed, PlaceOptions } from '../backend.ts';
import { groupSpecs } from './groups.ts';
import { placeIslands } from './placement.ts';

/**
 * Islands of integers around the linear operators. Concat computes where its inputs cannot share one range; Max and Min have no kernel that
 * could, so all is placed again without them.
 */
export function place(model: Model, options: PlaceOptions): Placed {
  const islands = placeIslands(model, options);
  const { specs, ununified } = groupSpecs(islands);
  const stuck = [...ununified].filter((node) => node.opType !== 'Concat');
  if (stuck.length > 0)
    return place(model, { ...options, kept: new Map([...options.kept, ...stuck.map((node) => [node, noRange] as const)]) });
  const nodes = new Map(islands.nodes);
  for (const node of ununified) {
    const plan = nodes.get(node);
    if (plan !== undefined) nodes.set(node, Object.freeze({ ...plan, placement: 'integer', note: 'its inputs cannot share one range' }));
  }
  return { nodes, specs, quantizedFloats: new Set([...islands.quantizedFloats].map((v) => v.name)) };
}

const noRange: Why = { kind: 'unsupported', text: 'its inputs cannot share one range, and no integer kernel computes it' };
