import { areNumbers, decodeModel, inferShapes, type Model, type Tensor } from '@octet/onnx';
import { QuantizerError } from './errors.ts';
import type { Feeds, Runner, Session, Tensors } from './ports.ts';
import { startingFrom } from './probe-shapes.ts';

/** Of a value that is not a constant and has more, nothing is allocated: sizes are numbers. */
const noNumbers = new Float32Array(0);

/**
 * A runner that runs nothing: it follows sizes through a model, by each operator's rule, and numbers as far as shapes are made of them. What it
 * cannot tell is missing from its answers; its caller takes that as unknown. It can plan a model and neither calibrate nor judge one, and
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
function follow({ graph }: Model, feeds: Feeds): Tensors {
  const known = inferShapes(graph, startingFrom(feeds));
  const wantsNumbers = Object.keys(feeds).length === 0;
  const found = graph.outputs.flatMap((value): [string, Tensor][] => {
    const { dtype, dims, data } = known(value);
    if (dtype === undefined || !areNumbers(dims) || (wantsNumbers && data === undefined)) return [];
    return [[value.name, { dtype, dims, data: (wantsNumbers && data?.()) || noNumbers }]];
  });
  return Object.fromEntries(found);
}
