import type { Dim, Shape } from '@octet/onnx';
import type { Layout } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import { type ModelInput, respellText } from '../model-input.ts';

/** How a stored sample becomes the model's tensor: its dims, and whether the channel axis moves. */
export interface ShapeMatch {
  readonly feedDims: readonly number[];
  readonly move: 'none' | 'last-to-first' | 'first-to-last';
}

/**
 * Fits one stored sample (without the sample axis) to the model's input. In this order: the model's shape without its batch axis; the
 * whole shape; the same with the channel axis at the other end; the shape without axes that are 1 long.
 */
export function matchShape(stored: readonly number[], input: ModelInput, layout: Layout | null, where: string): ShapeMatch {
  const { shape } = input;
  const rest = shape.slice(1);
  const batchable = shape.length > 0 && (typeof shape[0] !== 'number' || shape[0] === 1);
  const moved = batchable ? moveChannels(stored, rest, layout) : undefined;
  if (moved !== undefined && channelsAreOpen(rest, layout) && !likeChannels(stored, layout)) return moved;
  if (batchable && fits(stored, rest)) return { feedDims: [1, ...stored], move: 'none' };
  if (fits(stored, shape)) return { feedDims: stored, move: 'none' };
  if (moved !== undefined) return moved;
  const padded = batchable ? insertUnits(stored, rest) : undefined;
  if (padded !== undefined) return { feedDims: [1, ...padded], move: 'none' };
  const batch = shape[0];
  const why =
    typeof batch === 'number' && batch > 1 && fits(stored, rest)
      ? `the model takes batches of exactly ${batch}; export it with an open batch axis, or store samples of ${respellText(shape)}`
      : `the model's input "${input.name}" takes ${respellText(shape)}; store samples of that shape (sample axis first)`;
  throw new DatasetError('dataset/wrong-shape', `"${where}" holds samples of [${stored.join(', ')}]; ${why}.`, { where });
}

function fits(dims: readonly number[], shape: readonly Dim[]): boolean {
  return dims.length === shape.length && dims.every((d, i) => typeof shape[i] !== 'number' || (shape[i] as number) < 0 || shape[i] === d);
}

function moveChannels(stored: readonly number[], rest: readonly Dim[], layout: Layout | null): ShapeMatch | undefined {
  if (stored.length !== 3 || layout === null) return undefined;
  const [a = 0, b = 0, c = 0] = stored;
  const dims = layout === 'NCHW' ? [c, a, b] : [b, c, a];
  if (!fits(dims, rest)) return undefined;
  return { feedDims: [1, ...dims], move: layout === 'NCHW' ? 'last-to-first' : 'first-to-last' };
}

function channelsAreOpen(rest: readonly Dim[], layout: Layout | null): boolean {
  return layout !== null && typeof rest[layout === 'NCHW' ? 0 : 2] !== 'number';
}

/** Whether the stored axis at the model's channel position is 1 or 3 long. */
function likeChannels(stored: readonly number[], layout: Layout | null): boolean {
  const c = stored[layout === 'NCHW' ? 0 : 2];
  return c === 1 || c === 3;
}

function insertUnits(stored: readonly number[], rest: Shape): number[] | undefined {
  if (stored.length >= rest.length) return undefined;
  const kept = rest.filter((d) => d !== 1);
  if (!fits(stored, kept)) return undefined;
  let at = 0;
  return rest.map((d) => (d === 1 ? 1 : (stored[at++] ?? 1)));
}
