/**
 * A strided ConvTranspose as an ordinary Conv and depth-to-space.
 *
 * One axis, stride s, kernel w of k taps, pads p₀ and p₁. Before cropping, the transposed convolution of x is F[z] = Σᵤ x[u]·w[z − s·u].
 * Write z = s·v + r with 0 ≤ r < s, and pad w with zeros to T·s taps, T = ⌈k/s⌉:
 *
 *     F[s·v + r] = Σₜ x[v − t] · w[s·t + r],   0 ≤ t < T.
 *
 * For each r that is a convolution of x with T taps, read backwards: s output channels instead of one, which depth-to-space interleaves.
 * The result is F[p₀ … p₀ + out), with out = s·(H − 1) + k − p₀ − p₁ + outputPadding, so only the v from ⌊p₀/s⌋ on to its last are
 * computed, and what is left over at the ends (less than s) is cropped. None of this depends on H.
 */
import { type Tensor, tensorOf } from '@octet/onnx';

/** One spatial axis of a ConvTranspose; all in elements. */
export interface TransposedAxis {
  readonly kernel: number;
  readonly stride: number;
  readonly padBegin: number;
  readonly padEnd: number;
  readonly outputPadding: number;
}

/** The same axis of the Conv (stride 1), and what to cut off behind depth-to-space by `stride`. */
export interface ConvolvedAxis {
  readonly stride: number;
  readonly taps: number;
  /** Negative where the ConvTranspose's pads are as long as its kernel: then there is no such Conv. */
  readonly padBegin: number;
  readonly padEnd: number;
  readonly cropBegin: number;
  readonly cropEnd: number;
}

export function convolvedAxis({ kernel, stride, padBegin, padEnd, outputPadding }: TransposedAxis): ConvolvedAxis {
  const taps = Math.ceil(kernel / stride);
  const first = Math.floor(padBegin / stride);
  // The last element wanted is `kernel − padEnd + outputPadding − 1` behind the place where the last x begins.
  const reach = kernel - padEnd + outputPadding;
  const padAfter = Math.floor((reach - 1) / stride);
  return {
    stride,
    taps,
    padBegin: taps - 1 - first,
    padEnd: padAfter,
    cropBegin: padBegin - stride * first,
    cropEnd: stride * (padAfter + 1) - reach,
  };
}

/**
 * W [Cin, Cout, kh, kw] float32 → V [sh·sw·Cout, Cin, Th, Tw], V[(i·sw + j)·Cout + o, c, ty, tx] = W[c, o, sh·(Th−1−ty) + i, sw·(Tw−1−tx) + j],
 * zero beyond W: the channel order of depth-to-space DCR.
 */
export function convolvedWeight(weight: Tensor, [vertical, horizontal]: readonly [ConvolvedAxis, ConvolvedAxis]): Tensor {
  const [inputs = 0, outputs = 0, kh = 0, kw = 0] = weight.dims;
  const { stride: sh, taps: th } = vertical;
  const { stride: sw, taps: tw } = horizontal;
  const source = weight.data as Float32Array;
  const dims = [sh * sw * outputs, inputs, th, tw];
  const result = new Float32Array(sh * sw * outputs * inputs * th * tw);
  let at = 0;
  for (let i = 0; i < sh; i++) {
    for (let j = 0; j < sw; j++) {
      for (let o = 0; o < outputs; o++) {
        for (let c = 0; c < inputs; c++) {
          for (let ty = 0; ty < th; ty++) {
            for (let tx = 0; tx < tw; tx++, at++) {
              const y = sh * (th - 1 - ty) + i;
              const x = sw * (tw - 1 - tx) + j;
              if (y < kh && x < kw) result[at] = source[((c * outputs + o) * kh + y) * kw + x] ?? 0;
            }
          }
        }
      }
    }
  }
  return { dtype: 'float32', dims, data: result };
}

/** b [Cout] → [sh·sw·Cout]: every place in the block has the same bias. */
export function convolvedBias(bias: Tensor, [vertical, horizontal]: readonly [ConvolvedAxis, ConvolvedAxis]): Tensor {
  const once = Array.from(bias.data as Float32Array);
  return tensorOf.float32(Array.from({ length: vertical.stride * horizontal.stride }, () => once).flat());
}
