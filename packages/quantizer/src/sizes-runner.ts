import { decodeModel, type Known, knownOf, type Model, sizeRules, type Tensor, Unknown } from '@octet/onnx';
import { QuantizerError } from './errors.ts';
import type { Feeds, Runner, Session, Tensors } from './ports.ts';

/** Of a value that is not a constant and has more, nothing is allocated: sizes are numbers. */
const noNumbers = new Float32Array(0);

/**
 * A runner that runs nothing: it follows sizes through a model, by each operator's rule, and numbers as far as shapes are made of them. What it
 * cannot tell is missing from its answers; whoever reads them takes that as unknown. It can plan a model and neither calibrate nor judge one, and
 * a stranger's model meets no native code.
 */
export function sizesRunner(): Runner {
  return {
    open: async (bytes) => sizesSession(decodeModel(bytes)),
    runAll: async () => {
      throw new QuantizerError('runtime/run-failed', 'Sizes alone cannot be run on samples.');
    },
  };
}

function sizesSession(model: Model): Session {
  const ports = (values: Iterable<{ name: string; dtype?: unknown; shape?: unknown }>) => [...values] as unknown as Session['inputs'];
  return {
    inputs: ports(model.graph.inputs),
    outputs: ports(model.graph.outputs),
    run: async (feeds) => follow(model, feeds),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

/** Outputs of the model whose sizes are known; of a model without inputs, whose numbers are: they are what it is for. */
function follow(model: Model, feeds: Feeds): Tensors {
  const known = new Map<string, Known>(Object.entries(feeds).map(([name, { dtype, dims }]) => [name, { dtype, dims }]));
  const { graph } = model;
  for (const value of graph.initializers)
    if (value.constant !== undefined && !known.has(value.name)) known.set(value.name, lazily(value.constant));
  for (const node of graph.nodes()) {
    const made = madeBy(
      node,
      node.inputs.map((v) => v && known.get(v.name)),
    );
    for (const [i, output] of node.outputs.entries()) {
      const one = made[i];
      if (output !== undefined && one?.dims.every((d) => Number.isInteger(d) && d >= 0)) known.set(output.name, one);
    }
  }
  const wantsNumbers = Object.keys(feeds).length === 0;
  const found = [...graph.outputs].flatMap(({ name }): [string, Tensor][] => {
    const one = known.get(name);
    if (one === undefined || (wantsNumbers && one.data === undefined)) return [];
    return [[name, { dtype: one.dtype, dims: one.dims, data: wantsNumbers ? (one.data as Tensor['data']) : noNumbers }]];
  });
  return Object.fromEntries(found);
}

function madeBy(node: Parameters<NonNullable<(typeof sizeRules)[string]>>[0], inputs: readonly (Known | undefined)[]) {
  try {
    return sizeRules[node.opName]?.(node, inputs) ?? [];
  } catch (error) {
    if (error instanceof Unknown) return [];
    throw error;
  }
}

/** A constant's numbers are read when somebody asks. */
function lazily(constant: { readonly dtype: Known['dtype']; readonly dims: readonly number[]; readonly tensor: Tensor }): Known {
  return {
    dtype: constant.dtype,
    dims: constant.dims,
    get data() {
      return knownOf(constant.tensor).data;
    },
  };
}
