import type { Sharp } from 'sharp';
import sharp from 'sharp';
import type { ResolvedInput, Size } from '../contract/resolve-input.ts';
import { DatasetError } from '../errors.ts';
import type { DatasetLimits } from '../limits.ts';

/** Height, width and 1 or 3 channels, last axis innermost. */
export interface DecodedImage {
  readonly pixels: Uint8Array;
  readonly dims: readonly [height: number, width: number, channels: number];
}

/** Extensions of the image formats that are read. What a file really is, its first bytes decide. */
export const imageExtensions: ReadonlySet<string> = new Set(['.png', '.jpg', '.jpeg', '.webp']);

const kernel = 'linear';

/**
 * Decodes a png, jpeg or webp to RGB (or grey) bytes and brings it to the input's size: letterbox, or resize and centre crop. A damaged
 * image is refused rather than filled up with grey. Colours are converted to sRGB; EXIF orientation is not applied, as in torchvision.
 */
export async function decodeImage(bytes: Uint8Array, input: ResolvedInput, where: string, limits: DatasetLimits): Promise<DecodedImage> {
  if (!isImage(bytes)) throw bad(where, 'is no png, jpeg or webp (by its first bytes)', 'convert it');
  const channels = input.color === 'GRAY' ? 1 : 3;
  try {
    const source = sharp(bytes, { limitInputPixels: limits.imagePixels, failOn: 'error', pages: 1, sequentialRead: true });
    const { width, height } = await source.metadata();
    const image = toSize(source.removeAlpha(), [height, width], input, where).toColourspace(channels === 1 ? 'b-w' : 'srgb');
    const { data, info } = await image.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    const pixels = new Uint8Array(data.buffer, data.byteOffset, data.length);
    if (info.channels === channels) return { pixels, dims: [info.height, info.width, channels] };
    return { pixels: spread(pixels, info.channels, channels), dims: [info.height, info.width, channels] };
  } catch (cause) {
    if (cause instanceof DatasetError) throw cause;
    const message = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : '';
    if (/exceeds pixel limit/i.test(message)) throw bad(where, `claims more than ${limits.imagePixels} pixels`, 'make it smaller', cause);
    throw bad(where, `cannot be decoded (${message})`, 'replace or remove it', cause);
  }
}

function toSize(image: Sharp, from: Size, input: ResolvedInput, where: string): Sharp {
  const { letterbox, size } = input;
  if (letterbox !== null && size !== null) {
    const ratio = Math.min(size[0] / from[0], size[1] / from[1]);
    const inner: Size = [
      Math.max(1, Math.min(size[0], Math.round(from[0] * ratio))),
      Math.max(1, Math.min(size[1], Math.round(from[1] * ratio))),
    ];
    const top = letterbox.anchor === 'center' ? Math.floor((size[0] - inner[0]) / 2) : 0;
    const left = letterbox.anchor === 'center' ? Math.floor((size[1] - inner[1]) / 2) : 0;
    const background = { r: letterbox.value, g: letterbox.value, b: letterbox.value };
    return stretch(image, from, inner).extend({
      top,
      left,
      bottom: size[0] - inner[0] - top,
      right: size[1] - inner[1] - left,
      background,
    });
  }
  const resized = resizedTo(from, input);
  const sized = stretch(image, from, resized);
  const { crop } = input;
  if (crop === null || (crop[0] === resized[0] && crop[1] === resized[1])) return sized;
  if (crop[0] > resized[0] || crop[1] > resized[1]) {
    throw new DatasetError(
      'dataset/wrong-shape',
      `"${where}" is ${resized[0]}x${resized[1]} (height x width) where ${crop[0]}x${crop[1]} is to be cut out; state a larger "resize" in dataset.json.`,
      { where },
    );
  }
  const top = Math.round((resized[0] - crop[0]) / 2);
  const left = Math.round((resized[1] - crop[1]) / 2);
  return sized.extract({ top, left, height: crop[0], width: crop[1] });
}

/** Size before the crop. An image that already has the model's size is left alone unless the contract wants otherwise. */
function resizedTo(from: Size, { resize, size, crop }: ResolvedInput): Size {
  if (resize === null) return from;
  if (typeof resize !== 'number') return resize;
  if (size !== null && crop !== null && from[0] === size[0] && from[1] === size[1] && resize === Math.min(...size)) return from;
  let ratio = resize / Math.min(...from);
  // A crop that is not square needs both sides covered.
  if (size !== null && crop !== null) ratio = Math.max(ratio, crop[0] / from[0], crop[1] / from[1]);
  return [Math.max(1, Math.round(from[0] * ratio)), Math.max(1, Math.round(from[1] * ratio))];
}

function stretch(image: Sharp, from: Size, to: Size): Sharp {
  if (from[0] === to[0] && from[1] === to[1]) return image;
  return image.resize({ height: to[0], width: to[1], fit: 'fill', kernel, fastShrinkOnLoad: false });
}

/** Grey sources may come back with one channel although three were asked for, and the other way round. */
function spread(pixels: Uint8Array, from: number, to: number): Uint8Array {
  const count = pixels.length / from;
  const out = new Uint8Array(count * to);
  for (let p = 0; p < count; p++) for (let c = 0; c < to; c++) out[p * to + c] = pixels[p * from + (from === 1 ? 0 : c)] as number;
  return out;
}

function isImage(b: Uint8Array): boolean {
  const starts = (at: number, text: string) => [...text].every((c, i) => b[at + i] === c.charCodeAt(0));
  return starts(0, '\x89PNG\r\n\x1a\n') || starts(0, '\xff\xd8\xff') || (starts(0, 'RIFF') && starts(8, 'WEBP'));
}

function bad(where: string, what: string, next: string, cause?: unknown): DatasetError {
  return new DatasetError('dataset/bad-image', `"${where}" ${what}; ${next}.`, { where, ...(cause === undefined ? {} : { cause }) });
}
