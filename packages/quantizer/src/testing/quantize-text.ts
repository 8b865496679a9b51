import { type Model, parseModel } from '@octet/onnx';
import { randomFeeds, directRunner as runner } from '@octet/testing';
import type { Backend } from '../backends/backend.ts';
import { backends } from '../backends/index.ts';
import { plainChoice } from '../convert/choice.ts';
import { type Converted, convert } from '../convert/convert.ts';
import type { Feeds } from '../ports.ts';
import { nameNodes } from '../prepare/name-nodes.ts';
import { type PrepareOptions, prepare } from '../prepare/prepare.ts';
import { probeShapes } from '../probe-shapes.ts';
import type { Range } from '../qparams/affine.ts';
import type { Plan } from '../spec.ts';
import { directCalibrator } from './direct-calibrator.ts';

const calibrationSeeds = [11, 12, 13];

/** For tests: a model from text, named, probed and planned as it stands (not fused, not shaped). */
export async function planText(
  text: string,
  { backend = backends['ort-cpu-vnni'], ...options }: PrepareOptions & { readonly backend?: Backend } = {},
): Promise<{ model: Model; plan: Plan; placements: Record<string, string>; reasons: Record<string, string | undefined> }> {
  const model = parseModel(text);
  nameNodes(model);
  await probeShapes(model, runner, randomFeeds(model, 1));
  const plan = prepare(model, backend, options);
  const nodes = [...plan.nodes.values()];
  return {
    model,
    plan,
    placements: Object.fromEntries(nodes.map((n) => [n.node, n.placement])),
    reasons: Object.fromEntries(nodes.map((n) => [n.node, n.why?.text ?? n.note])),
  };
}

/** For tests: that plan carried out, with min-max ranges of the given feeds (three seeded ones where absent). The artifact is verified. */
export async function quantizeText(
  text: string,
  {
    feeds,
    kernels = 'fastest',
    backend = backends['ort-cpu-vnni'],
    ...options
  }: PrepareOptions & { readonly backend?: Backend; readonly feeds?: Feeds; readonly kernels?: 'fastest' | 'plain' } = {},
): Promise<Awaited<ReturnType<typeof planText>> & { artifact: Converted; ranges: ReadonlyMap<string, Range> }> {
  const planned = await planText(text, { backend, ...options });
  const samples = feeds === undefined ? calibrationSeeds.map((seed) => randomFeeds(planned.model, seed)) : [feeds];
  const observed = [...planned.plan.specs].flatMap(([value, spec]) => (spec.kind === 'observed' ? [{ value, sources: spec.sources }] : []));
  const names = observed.flatMap(({ sources }) => sources);
  const { values } = await directCalibrator(runner).collect(planned.model, names, samples);
  const ranges = new Map(
    observed.map(({ value, sources }) => {
      const seen = sources.map((s) => values.get(s) as { min: number; max: number });
      return [value, { min: Math.min(...seen.map((s) => s.min)), max: Math.max(...seen.map((s) => s.max)) }];
    }),
  );
  const artifact = await convert(planned.model, plainChoice(planned.plan, ranges), backend, { kernels, verify: true });
  return { ...planned, artifact, ranges };
}
