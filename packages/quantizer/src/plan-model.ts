import type { Model, RewriteRecord } from '@octet/onnx';
import { type Backend, type Costed, isCosted } from './backends/backend.ts';
import { estimateUs } from './backends/onnxruntime-cpu/estimate.ts';
import { fasterFloatPrefix } from './backends/onnxruntime-cpu/float-prefix.ts';
import { type EqualizationRecord, equalize } from './equalize/equalize.ts';
import { type FusionRecord, fuse } from './fuse/fuse.ts';
import { shareConstants } from './fuse/share-constants.ts';
import type { Feeds, Runner } from './ports.ts';
import { type Exclusion, excludedNodes } from './prepare/exclusions.ts';
import { nameNodes } from './prepare/name-nodes.ts';
import { prepare } from './prepare/prepare.ts';
import { followShapes, probeShapes } from './probe-shapes.ts';
import type { Range } from './qparams/affine.ts';
import { respell } from './respell/index.ts';
import type { Plan, Why } from './spec.ts';

export interface PlanModelOptions {
  readonly backend: Backend;
  readonly runner: Runner;
  /** One sample: the shapes of everything inside are measured on it, and followed through what is rewritten. */
  readonly probe: Feeds;
  readonly exclude: readonly Exclusion[];
  /** Cross-layer equalization before anything is shaped or planned. */
  readonly equalize?: boolean | undefined;
  /** Values whose range the recipe states, by name: equalization leaves their scale. */
  readonly overrides?: ReadonlyMap<string, Range> | undefined;
  readonly onStage?: ((stage: 'fuse' | 'prepare') => void) | undefined;
  /** What a stage hands to the next one goes through this: for tests that encode and decode in between. */
  readonly betweenStages?: ((model: Model) => Model) | undefined;
}

export interface PlannedModel {
  /** Fused, and not yet shaped for integers: what runs best in float. */
  readonly fused: Model;
  /** Fused and shaped for the backend: what the plan is for. */
  readonly prepared: Model;
  readonly fusion: FusionRecord;
  readonly equalization: EqualizationRecord;
  readonly respelling: RewriteRecord;
  readonly plan: Plan;
  /** The plan that also keeps these nodes in float. */
  readonly replan: (keepFloat: ReadonlyMap<string, Why>) => Plan;
}

/** fuse → shape → prepare: all that is decided before anything is measured. The model given stays as it is. */
export async function planModel(model: Model, options: PlanModelOptions): Promise<PlannedModel> {
  const { backend, runner, probe, exclude, onStage, betweenStages = (m) => m } = options;
  onStage?.('fuse');
  const fusing = model.clone();
  const measured = await probeShapes(fusing, runner, probe);
  const fusion = await fuse(fusing, { runner, shapes: measured });
  shareConstants(fusing.graph);
  nameNodes(fusing);
  const equalization = options.equalize === true ? equalizeLayers(fusing, options) : { equalized: [], refused: [] };
  const fused = betweenStages(fusing);
  onStage?.('prepare');
  const shapes = await followShapes(fused, runner, { feeds: probe, measured });
  const shape = async (rules: Backend['respellings']) => {
    const shaped = fused.clone();
    const respelling = respell(shaped, rules, { kept: excludedNodes(shaped, exclude) });
    nameNodes(shaped);
    const prepared = betweenStages(shaped);
    await followShapes(prepared, runner, { feeds: probe, measured: shapes });
    const planWith = (keepFloat: ReadonlyMap<string, Why>) => prepare(prepared, backend, { exclude, keepFloat });
    return { prepared, respelling, planWith };
  };
  const padded = await shape(backend.respellings);
  // A float stem gains nothing by a fourth channel, and pays for the Pad: what a front in float would take is estimated without.
  const isPadded = padded.respelling.applied.some(({ rule }) => rule === 'pad-stem-channels');
  const bare = isPadded ? await shape(backend.respellings.filter((rule) => rule !== 'pad-stem-channels')) : padded;
  const prefix = isCosted(backend) ? fasterPrefix({ padded, bare }, backend) : new Map<string, Why>();
  const { prepared, respelling, planWith } = prefix.size > 0 ? bare : padded;
  const replan = (keepFloat: ReadonlyMap<string, Why>) => planWith(new Map([...prefix, ...keepFloat]));
  return { fused, prepared, fusion, equalization, respelling, plan: replan(new Map()), replan };
}

interface Spelled {
  readonly prepared: Model;
  readonly planWith: (keepFloat: ReadonlyMap<string, Why>) => Plan;
}

/** The front that is faster in float, as it takes there, than all on integers. */
function fasterPrefix({ padded, bare }: { readonly padded: Spelled; readonly bare: Spelled }, backend: Costed): ReadonlyMap<string, Why> {
  const allIntegerUs = estimateUs(padded.prepared, padded.planWith(new Map()), backend);
  return fasterFloatPrefix(bare.prepared, backend, { planWith: bare.planWith, allIntegerUs });
}

function equalizeLayers(model: Model, { exclude, overrides = new Map() }: PlanModelOptions): EqualizationRecord {
  return equalize(model, { kept: new Set(excludedNodes(model, exclude).keys()), fixed: new Set(overrides.keys()) });
}
