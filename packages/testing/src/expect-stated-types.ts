import type { Model, Value } from '@octet/onnx';
import { randomFeeds } from './expect-equivalent.ts';
import { runModel } from './run-model.ts';

/** Throws unless every value that states a dtype or dimensions has them when the model runs. `seed` draws the inputs. */
export async function expectStatedTypes(model: Model, { seed }: { readonly seed: number }): Promise<void> {
  const exposed = model.clone();
  const computed: Value[] = [...exposed.graph.nodes()].flatMap((n) => n.outputs.filter((v) => v !== undefined));
  for (const v of computed) if (!v.isOutput) exposed.graph.addOutput(v);
  const measured = await runModel(exposed, randomFeeds(exposed, seed), { optimization: 'disabled' });
  for (const { name, dtype, shape } of computed) {
    const tensor = measured[name];
    if (tensor === undefined) throw new Error(`"${name}" was not computed`);
    if (dtype !== undefined && dtype !== tensor.dtype) throw new Error(`"${name}" states ${dtype} and is ${tensor.dtype}`);
    const fits =
      shape === undefined || (shape.length === tensor.dims.length && shape.every((d, i) => typeof d !== 'number' || d === tensor.dims[i]));
    if (!fits) throw new Error(`"${name}" states [${shape}] and is [${tensor.dims}]`);
  }
}
