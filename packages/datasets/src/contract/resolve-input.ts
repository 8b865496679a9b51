import type { DType, Shape } from '@octet/onnx';
import { DatasetError } from '../errors.ts';
import { type ModelInput, respellText } from '../model-input.ts';
import type { InputContract } from './contract.ts';

export type Layout = 'NCHW' | 'NHWC';
export type Color = 'RGB' | 'BGR' | 'GRAY';
/** [height, width] in pixels. */
export type Size = readonly [number, number];

/** The preprocessing of one input with every field decided; goes into the report as it is. */
export interface ResolvedInput {
  readonly name: string;
  readonly dtype: DType;
  readonly shape: Shape;
  /** null: the input is no image, or has no recognizable channel axis. */
  readonly layout: Layout | null;
  readonly color: Color | null;
  /** Channels where the layout is known; null where the model leaves them open. */
  readonly channels: number | null;
  /** What the model's shape demands; null where it leaves height or width open. */
  readonly size: Size | null;
  readonly resize: number | Size | null;
  readonly crop: Size | null;
  readonly letterbox: { readonly value: number; readonly anchor: 'top-left' | 'center' } | null;
  readonly scale: number;
  readonly mean: readonly number[];
  readonly std: readonly number[];
  /** Whether the contract spoke of scale, mean or std at all. */
  readonly stated: boolean;
}

/** Fills in what the model's shape decides. What it cannot decide stays null, and its users refuse. */
export function resolveInput(input: ModelInput, stated: InputContract = {}): ResolvedInput {
  const { name, dtype, shape } = input;
  const layout = stated.layout ?? deriveLayout(shape);
  if (stated.layout !== undefined && shape.length !== 4) {
    throw bad(name, 'layout', `the model's input has the shape ${respellText(shape)}, not four axes; remove "layout"`);
  }
  if (stated.dtype !== undefined && stated.dtype !== dtype) {
    throw new DatasetError(
      'dataset/wrong-dtype',
      `Input "${name}" takes ${dtype}, dataset.json says ${stated.dtype}; state ${dtype} or nothing.`,
      {
        where: name,
      },
    );
  }
  const channelAxis = layout === 'NCHW' ? 1 : 3;
  const declared = layout === null ? null : fixed(shape[channelAxis]);
  const color = stated.color ?? (declared === 1 ? 'GRAY' : declared === 3 ? 'RGB' : null);
  const channels = declared ?? (color === null || layout === null ? null : color === 'GRAY' ? 1 : 3);
  if (color !== null && channels !== null && channels !== (color === 'GRAY' ? 1 : 3)) {
    throw bad(name, 'color', `${color} does not fit the model's ${channels} channels (input shape ${respellText(shape)})`);
  }
  if (color !== null && layout === null) throw bad(name, 'color', `the channel axis of ${respellText(shape)} is ambiguous; state "layout"`);
  const height = layout === null ? null : fixed(shape[layout === 'NCHW' ? 2 : 1]);
  const width = layout === null ? null : fixed(shape[layout === 'NCHW' ? 3 : 2]);
  const size: Size | null = height === null || width === null ? null : [height, width];
  const letterbox = stated.letterbox === undefined ? null : { value: stated.letterbox.value, anchor: stated.letterbox.anchor ?? 'center' };
  if (letterbox !== null && size === null) throw bad(name, 'letterbox', 'the model leaves height or width open; resize and crop instead');
  if (letterbox !== null && (stated.resize !== undefined || stated.crop !== undefined)) {
    throw bad(name, 'letterbox', 'it already fits the image into the model; remove "resize" and "crop"');
  }
  const std = list(stated.std, 1);
  if (std.some((s) => !(s > 0))) throw bad(name, 'std', 'each number must be above 0');
  const mean = list(stated.mean, 0);
  for (const [field, values] of [
    ['mean', mean],
    ['std', std],
  ] as const) {
    if (values.length > 1 && channels !== null && values.length !== channels) {
      throw bad(name, field, `it has ${values.length} numbers for ${channels} channels`);
    }
  }
  const isStated = stated.scale !== undefined || stated.mean !== undefined || stated.std !== undefined;
  const scale = stated.scale ?? 1;
  if (!isFloat(dtype) && (scale !== 1 || mean.some((m) => m !== 0) || std.some((s) => s !== 1))) {
    throw bad(name, 'scale', `the model takes ${dtype}, which cannot hold scaled values; remove "scale", "mean" and "std"`);
  }
  const resize = stated.resize === undefined ? (letterbox !== null || size === null ? null : Math.min(...size)) : asSize(stated.resize);
  const crop = stated.crop === undefined ? (letterbox !== null ? null : size) : square(stated.crop);
  return Object.freeze({ name, dtype, shape, layout, color, channels, size, resize, crop, letterbox, scale, mean, std, stated: isStated });
}

/** Only where exactly one of the two axes can be a channel axis: 1 or 3 long. */
function deriveLayout(shape: Shape): Layout | null {
  if (shape.length !== 4) return null;
  const first = shape[1] === 1 || shape[1] === 3;
  const last = shape[3] === 1 || shape[3] === 3;
  return first === last ? null : first ? 'NCHW' : 'NHWC';
}

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64' || dtype === 'float16';
}

function fixed(d: Shape[number] | undefined): number | null {
  return typeof d === 'number' && d > 0 ? d : null;
}

function list(value: number | readonly number[] | undefined, absent: number): readonly number[] {
  return value === undefined ? [absent] : typeof value === 'number' ? [value] : value;
}

function asSize(value: number | readonly number[]): number | Size {
  return typeof value === 'number' ? value : square(value);
}

function square(value: number | readonly number[]): Size {
  return typeof value === 'number' ? [value, value] : [value[0] ?? 1, value[1] ?? 1];
}

function bad(name: string, field: string, why: string): DatasetError {
  return new DatasetError('dataset/bad-contract', `dataset.json, input "${name}", "${field}": ${why}.`, {
    where: `inputs.${name}.${field}`,
  });
}
