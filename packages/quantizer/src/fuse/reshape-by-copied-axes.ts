import type { Value } from '@octet/onnx';
import { integersOf, ok, producedBy, refuse, rule, scalarOf, tensorOf } from '@octet/onnx';

/**
 * Reshape(x, Concat(Gather(Shape(x), i), constants …)), as exporters write a flatten that keeps the batch, is a Reshape to a constant shape
 * whose 0 copies axis i, where the gathered length stands at position i again.
 */
export const reshapeByCopiedAxes = rule({
  name: 'reshape-by-copied-axes',
  roots: ['Reshape'],
  pattern(reshape) {
    const x = reshape.input(0);
    const concat = producedBy(reshape.input(1), 'Concat');
    if (x === undefined || concat === undefined || reshape.intAttr('allowzero', 0) !== 0) return undefined;
    const parts = concat.inputs.map((v) => integersOf(v) ?? axisOfShape(v, x));
    // The shape arithmetic is not replaced but left to die: it may serve other Reshapes.
    return parts.includes(undefined) ? undefined : { nodes: [reshape], reshape, parts: parts as (readonly number[] | Axis)[] };
  },
  check({ parts }) {
    return targetOf(parts) === undefined ? refuse('its shape moves a dimension to another axis') : ok;
  },
  rewrite({ reshape, parts }, make) {
    const shape = make.constant(tensorOf.int64(targetOf(parts) ?? []), `${reshape.input(1)?.name}_constant`);
    return make.node('Reshape', [reshape.input(0), shape]);
  },
});

interface Axis {
  readonly axis: number;
}

/** The target with 0 for each axis that stays in place; undefined where one does not. */
function targetOf(parts: readonly (readonly number[] | Axis)[]): readonly number[] | undefined {
  const target: number[] = [];
  for (const part of parts) {
    if (!('axis' in part)) target.push(...part);
    else if (part.axis === target.length) target.push(0);
    else return undefined;
  }
  return target;
}

/** Gather(Shape(x), axis), with or without the Unsqueeze that makes a vector of it. */
function axisOfShape(value: Value | undefined, x: Value): Axis | undefined {
  const gather = producedBy(producedBy(value, 'Unsqueeze')?.input(0) ?? value, 'Gather');
  const shape = producedBy(gather?.input(0), 'Shape');
  const axis = scalarOf(gather?.input(1));
  if (shape?.input(0) !== x || axis === undefined || axis < 0) return undefined;
  return shape.attributes.size === 0 ? { axis } : undefined;
}
