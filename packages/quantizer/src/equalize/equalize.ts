import { attr, type Model, type Node, type Tensor } from '@octet/onnx';
import type { Linear } from '../fuse/linear.ts';
import { type Chain, type ChainLimits, findChains } from './chains.ts';

export interface Equalization {
  /** Names of the layers, first to last. */
  readonly nodes: readonly string[];
  readonly channelCount: number;
  /** The largest channel's weight range over the smallest one's, the worst of the layers. */
  readonly rangeRatioBefore: number;
  readonly rangeRatioAfter: number;
}

export interface EqualizationRecord {
  readonly equalized: readonly Equalization[];
  /** Layers behind which no chain was found; `rule` as in the records of rewrites. */
  readonly refused: readonly { readonly rule: string; readonly node: string; readonly reason: string }[];
}

/** Sweeps until neighbours agree; a sweep changes less than the last. */
const sweepLimit = 30;
const settled = 1e-3;
/** No channel is scaled by more than this: what is far smaller than its neighbours is noise, and floats have an end. */
const scaleLimit = 1024;

/**
 * Cross-layer equalization (Nagel et al. 2019, arXiv:1906.04721 §4.1): for layers 1 … n in a chain with W_k's range r_k on some channel,
 *   g = (∏ r_k)^(1/n),   t_0 = t_n = 1,   t_k = t_(k−1) · r_k / g,   W_k ← W_k · t_(k−1) / t_k,   b_k ← b_k / t_k,
 * so that every layer has the range g there and the last output is what it was. For n = 2 that is s = r1 / √(r1·r2), for depthwise triples the
 * paper's S12 and S23. A layer that ends one chain and begins the next is swept over until both agree. Changes weights and nothing else.
 */
export function equalize(model: Model, limits: ChainLimits): EqualizationRecord {
  const { chains, refused } = findChains(model.graph, limits);
  const factors = new Map<Node, Factors>();
  for (const { node, channels, inputChannels } of chains.flat()) {
    if (!factors.has(node)) factors.set(node, { out: new Float64Array(channels).fill(1), in: new Float64Array(inputChannels).fill(1) });
  }
  const before = chains.map((chain) => worstRatio(chain, factors));
  for (let sweep = 0; sweep < sweepLimit; sweep++) {
    let change = 0;
    for (const chain of chains) change = Math.max(change, balance(chain, factors));
    if (change < settled) break;
  }
  const equalized = chains.map((chain, i) => ({
    nodes: chain.map((l) => l.node.name),
    channelCount: (chain[0] as Linear).channels,
    rangeRatioBefore: before[i] as number,
    rangeRatioAfter: worstRatio(chain, factors),
  }));
  const scaled = new Set<Node>();
  for (const linear of chains.flat()) {
    if (!scaled.has(linear.node)) scale(model, linear, factors.get(linear.node) as Factors);
    scaled.add(linear.node);
  }
  model.graph.sweep();
  return { equalized, refused: refused.map(({ layer, reason }) => ({ rule: 'equalize', node: layer.name, reason })) };
}

/** What a layer's weights are to be multiplied by: out[o] · in[i]. */
interface Factors {
  readonly out: Float64Array;
  readonly in: Float64Array;
}

/** One chain's step; returns the largest |ln| of a change. */
function balance(chain: Chain, factors: ReadonlyMap<Node, Factors>): number {
  const ranges = rangesOf(chain, factors);
  let change = 0;
  for (let c = 0; c < (chain[0] as Linear).channels; c++) {
    const r = ranges.map((of) => of[c] as number);
    if (r.some((x) => x === 0 || !Number.isFinite(x))) continue;
    const g = r.reduce((product, x) => product * x ** (1 / r.length), 1);
    let t = 1;
    for (let k = 0; k + 1 < chain.length; k++) {
      const [own, next] = [factorsOf(chain, k, factors), factorsOf(chain, k + 1, factors)];
      t *= (r[k] as number) / g;
      // The factors already there: out = 1 / T, in = T, with T what the channel between is divided by.
      const wanted = (next.in[c] as number) * t;
      const T = Math.min(scaleLimit, Math.max(1 / scaleLimit, wanted));
      change = Math.max(change, Math.abs(Math.log(T / (next.in[c] as number))));
      own.out[c] = 1 / T;
      next.in[c] = T;
    }
  }
  return change;
}

function factorsOf(chain: Chain, k: number, factors: ReadonlyMap<Node, Factors>): Factors {
  return factors.get((chain[k] as Linear).node) as Factors;
}

/** Largest |weight| on each channel of the chain: of the first layer by what it makes, of the others by what they read. */
function rangesOf(chain: Chain, factors: ReadonlyMap<Node, Factors>): Float64Array[] {
  return chain.map((linear, k) => {
    const { weight, layout } = linear;
    const { out, in: into } = factorsOf(chain, k, factors);
    const data = weight.data as Float32Array;
    const ranges = new Float64Array(k === 0 ? linear.channels : linear.inputChannels);
    for (let a = 0, i = 0; a < layout.a; a++) {
      for (let b = 0; b < layout.b; b++) {
        const [o, j] = [layout.out(a, b), layout.in(a, b)];
        const at = k === 0 ? o : j;
        const factor = (out[o] as number) * (into[j] as number);
        let largest = ranges[at] as number;
        for (const end = i + layout.inner; i < end; i++) {
          const w = Math.abs(data[i] as number) * factor;
          if (w > largest) largest = w;
        }
        ranges[at] = largest;
      }
    }
    return ranges;
  });
}

function worstRatio(chain: Chain, factors: ReadonlyMap<Node, Factors>): number {
  const ratios = rangesOf(chain, factors).map((ranges) => {
    const alive = ranges.filter((r) => r > 0);
    return alive.length === 0 ? 1 : alive.reduce((m, r) => Math.max(m, r)) / alive.reduce((m, r) => Math.min(m, r));
  });
  return Math.max(...ratios);
}

/** New constants, so that a tied weight stays what it was for its other readers. */
function scale({ graph }: Model, { node, weight, bias, layout }: Linear, { out, in: into }: Factors): void {
  const source = weight.data as Float32Array;
  const scaled = new Float32Array(source.length);
  for (let a = 0, i = 0; a < layout.a; a++) {
    for (let b = 0; b < layout.b; b++) {
      const factor = (out[layout.out(a, b)] as number) * (into[layout.in(a, b)] as number);
      for (const end = i + layout.inner; i < end; i++) scaled[i] = (source[i] as number) * factor;
    }
  }
  const constant = (tensor: Tensor, i: number) => graph.addConstant(tensor, `${node.input(i)?.name}_equalized`);
  node.setInput(1, constant({ dtype: 'float32', dims: weight.dims, data: scaled }, 1));
  if (bias === undefined) return;
  const shifted = Float32Array.from(bias, (b, c) => b * (out[c] as number));
  node.setInput(2, constant({ dtype: 'float32', dims: [shifted.length], data: shifted }, 2));
  if (node.attributes.has('beta')) node.attributes.set('beta', attr.float(1));
}
