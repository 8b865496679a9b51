import { areNumbers, type Graph, inferShapes, knownDims, type Model } from '@octet/onnx';
import { type PlanModelOptions, type PlannedModel, planModel } from './plan-model.ts';
import type { Feeds } from './ports.ts';
import { startingFrom } from './probe-shapes.ts';
import { sizesRunner } from './sizes-runner.ts';

export interface UnrunPlan extends PlannedModel {
  /** How sizes that the model leaves free were taken, for people. */
  readonly assumed: string;
  /** Nodes of the prepared model whose sizes do not follow from the file. */
  readonly unknownSizes: number;
}

/** Sizes to try on free axes but the first, the smallest first: with 1 the windows of a convolution may not fit. */
const trials = [1, 32, 128, 512];
const noNumbers = new Float32Array(0);

/**
 * The plan that quantization would follow, of a model that is not run: what `planModel` decides, by sizes that follow from the file alone. The
 * cost model counts a size that does not as 1. The model given stays as it is.
 */
export async function planUnrun(model: Model, options: Omit<PlanModelOptions, 'runner' | 'probe'>): Promise<UnrunPlan> {
  const inputs = [...model.graph.inputs].filter((v) => v.constant === undefined);
  const isFree = inputs.some(({ shape }) => shape?.some((d) => typeof d !== 'number' || d <= 0));
  let best: { readonly size: number; readonly probe: Feeds; readonly known: number } | undefined;
  for (const size of isFree ? trials : [1]) {
    const probe = feedsOf(inputs, size);
    const known = knownSizes(model.graph, probe);
    if (best === undefined || known > best.known) best = { size, probe, known };
  }
  const { size = 1, probe = {} } = best ?? {};
  const planned = await planModel(model, { ...options, runner: sizesRunner(), probe });
  let unknownSizes = 0;
  for (const node of planned.prepared.graph.nodes()) {
    if (node.outputs.some((o) => o !== undefined && !o.isOutput && knownDims(o) === undefined)) unknownSizes += 1;
  }
  const assumed = !isFree ? 'no free sizes' : size === 1 ? 'free sizes taken as 1' : `free sizes taken as ${size}, of first axes as 1`;
  return { ...planned, assumed, unknownSizes };
}

/** How many values have sizes that follow. */
function knownSizes(graph: Graph, probe: Feeds): number {
  const known = inferShapes(graph, startingFrom(probe));
  return [...graph.nodes()].flatMap((n) => n.outputs).filter((o) => areNumbers(known(o).dims)).length;
}

function feedsOf(inputs: readonly Model['graph']['inputs'][number][], size: number): Feeds {
  return Object.fromEntries(
    inputs.flatMap(({ name, dtype = 'float32', shape }) => {
      if (shape === undefined) return [];
      const dims = shape.map((d, axis) => (typeof d === 'number' && d > 0 ? d : axis === 0 ? 1 : size));
      return [[name, { dtype, dims, data: noNumbers }]];
    }),
  );
}
