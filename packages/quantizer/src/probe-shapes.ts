import type { DType, Known, Model, Value } from '@octet/onnx';
import { areNumbers, encodeToBuffer, inferShapes, knownOf } from '@octet/onnx';
import type { Feeds, Runner } from './ports.ts';

/** dtype and dimensions by value name, as one sample had them: its batch and its sequence length are among the numbers. */
export type ProbedShapes = ReadonlyMap<string, { readonly dtype: DType; readonly dims: readonly number[] }>;

/**
 * Runs one sample with every node's output exposed, since shape inference from the file alone cannot be trusted, and writes what was
 * measured onto the model's values. Only the main graph; values that are not tensors are left out.
 */
export async function probeShapes(model: Model, runner: Runner, feeds: Feeds): Promise<ProbedShapes> {
  const exposed = model.clone();
  const declared = new Set(exposed.graph.outputs);
  for (const node of exposed.graph.nodes()) {
    for (const o of node.outputs) if (o !== undefined && isReadable(o) && !declared.has(o)) exposed.graph.addOutput(o);
  }
  // Optimisations off: they would fuse away the values that are asked for, or copy them.
  await using session = await runner.open(encodeToBuffer(exposed), { optimization: 'disabled' });
  const outputs = await session.run(feeds);
  const shapes = new Map(Object.entries({ ...feeds, ...outputs }).map(([name, { dtype, dims }]) => [name, { dtype, dims }]));
  annotateShapes(model, shapes);
  return shapes;
}

/**
 * The shapes of a model that was rewritten since `measured` was: by the operators' rules from the same sample, and as measured where no rule tells. Runs the model
 * only where neither knows a value.
 */
export async function followShapes(
  model: Model,
  runner: Runner,
  { feeds, measured }: { readonly feeds: Feeds; readonly measured: ProbedShapes },
): Promise<ProbedShapes> {
  const known = inferShapes(model.graph, startingFrom(feeds, measured));
  const shapes = new Map(measured);
  for (const node of model.graph.nodes()) {
    for (const o of node.outputs) {
      if (o === undefined || !isReadable(o)) continue;
      const { dtype, dims } = known(o);
      if (dtype === undefined || !areNumbers(dims)) return await probeShapes(model, runner, feeds);
      shapes.set(o.name, { dtype, dims });
    }
  }
  annotateShapes(model, shapes);
  return shapes;
}

/** What is known of values before any rule is asked: one sample, the constants and what was measured. */
export function startingFrom(feeds: Feeds, measured: ProbedShapes = new Map()): (value: Value) => Known {
  const fed = new Map(Object.entries(feeds));
  return ({ name, constant, dtype }) => {
    const given = fed.get(name);
    if (given === undefined && constant !== undefined) return knownOf(constant);
    const { dims, dtype: first } = given ?? measured.get(name) ?? {};
    // A rewrite may have changed a value's type since (float16 to float32); then it has noted the new one.
    return { dtype: given?.dtype ?? dtype ?? first, dims };
  };
}

/**
 * Writes probed dtypes and shapes onto values by name. What graph inputs and outputs declare is their interface and stays; of one that declares
 * nothing only the rank is kept, since the next sample may be larger.
 */
export function annotateShapes(model: Model, shapes: ProbedShapes): void {
  for (const node of model.graph.nodes()) {
    for (const o of node.outputs) {
      const measured = o && shapes.get(o.name);
      if (o === undefined || measured === undefined) continue;
      o.dtype = measured.dtype;
      if (!o.isOutput) o.shape = measured.dims;
      else o.shape ??= measured.dims.map(() => null);
    }
  }
  for (const v of model.graph.inputs) v.shape ??= shapes.get(v.name)?.dims.map(() => null);
}

/**
 * Keeps the ranks of inner values and forgets their dimensions. To be called before a probed model is written: onnxruntime believes what a
 * file says of a shape, folds Shape nodes by it, and the model would then only run on the batch that was measured.
 */
export function keepOnlyRanks(model: Model): void {
  for (const node of model.graph.nodes()) {
    for (const o of node.outputs) if (o?.shape !== undefined && !o.isOutput) o.shape = o.shape.map(() => null);
  }
}

/** A probed model that also runs on samples of other sizes than the probe's. The model given stays as it is. */
export function withRanksOnly(model: Model): Model {
  const free = model.clone();
  keepOnlyRanks(free);
  return free;
}

/** Whether JavaScript can read it: no sequence, map or optional, and no element type without a typed array. */
function isReadable(value: Value): boolean {
  return value.foreign === undefined && !(value.dtype !== undefined && /^(bfloat16|float8|float4|complex|u?int[24]$)/.test(value.dtype));
}
