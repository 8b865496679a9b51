import type { Model, Pass, RewriteRecord } from '@octet/onnx';
import { runPasses, runRules } from '@octet/onnx';
import type { Runner } from '../ports.ts';
import type { ProbedShapes } from '../probe-shapes.ts';
import { annotateShapes } from '../probe-shapes.ts';
import { foldConstants } from './fold-constants.ts';
import { removeInitializerInputs } from './remove-initializer-inputs.ts';
import { fusionRules, recognitionRules } from './rules.ts';
import { toFloat32 } from './to-float32.ts';

/** What fusing did to a model, and what it would have done but for the reason given. */
export interface FusionRecord extends RewriteRecord {
  readonly nodesBefore: number;
  readonly nodesAfter: number;
  /** The model computed in float16 and now computes in float32; its inputs and outputs keep their types. */
  readonly wasFloat16: boolean;
  /** Weights that were listed as graph inputs and no longer are. */
  readonly formerInputs: readonly string[];
}

export interface FuseOptions {
  /** Computes constant subgraphs. */
  readonly runner: Runner;
  /** Shapes measured by `probeShapes` on the same model; rules that need a rank refuse without. */
  readonly shapes?: ProbedShapes;
  /** Verify the graph after each pass; for tests. */
  readonly verify?: boolean;
}

/**
 * Rewrites that keep the model's function and leave fewer, larger operators: folds constants, takes BatchNorm, constant factors and shifts
 * and Pads into the neighbouring linear node, recognises spelled-out activations and LayerNorm. Changes the model given; the caller clones.
 * Opset 7 or newer; recognitions whose operator came later need its opset.
 */
export async function fuse(model: Model, { runner, shapes, verify = false }: FuseOptions): Promise<FusionRecord> {
  const nodesBefore = model.graph.nodeCount;
  if (shapes !== undefined) annotateShapes(model, shapes);
  const context: Context = { runner, records: [], wasFloat16: false, formerInputs: [] };
  const { modified } = await runPasses(model, passes, { context, verify });
  const { records, wasFloat16, formerInputs } = context;
  const applied = records.flatMap((r) => r.applied);
  const done = new Set(applied.map(keyOf));
  const refused = new Map(records.flatMap((r) => r.refused).map((r) => [keyOf(r), r]));
  return deepFreeze({
    modified,
    applied,
    refused: [...refused.values()].filter((r) => !done.has(keyOf(r))),
    nodesBefore,
    nodesAfter: model.graph.nodeCount,
    wasFloat16,
    formerInputs,
  });
}

interface Context {
  readonly runner: Runner;
  readonly records: RewriteRecord[];
  wasFloat16: boolean;
  formerInputs: readonly string[];
}

const passes: readonly Pass<Context>[] = [
  {
    name: 'to-float32',
    run(model, context) {
      context.wasFloat16 = toFloat32(model);
      return { modified: context.wasFloat16 };
    },
  },
  {
    name: 'remove-initializer-inputs',
    run(model, context) {
      context.formerInputs = removeInitializerInputs(model);
      return { modified: context.formerInputs.length > 0 };
    },
  },
  { name: 'fold-constants', run: async (model, context) => recorded(context, await foldConstants(model, context)) },
  { name: 'recognise', run: (model, context) => recorded(context, runRules(model, recognitionRules(model.opset))) },
  { name: 'fuse', run: (model, context) => recorded(context, runRules(model, fusionRules(model.opset))) },
  { name: 'import-microsoft-domain', run: (model) => ({ modified: importMicrosoftDomain(model) }) },
];

function recorded(context: Context, record: RewriteRecord): RewriteRecord {
  context.records.push(record);
  return record;
}

/** com.microsoft.Gelu needs its domain among the model's imports. */
function importMicrosoftDomain(model: Model): boolean {
  const domain = 'com.microsoft';
  const missing = !model.opsets.has(domain) && [...model.graph.nodes()].some((n) => n.domain === domain);
  if (missing) model.opsets.set(domain, 1);
  return missing;
}

const keyOf = ({ rule, node }: { readonly rule: string; readonly node: string }): string => `${rule}\n${node}`;

function deepFreeze<T extends object>(record: T): T {
  for (const inner of Object.values(record)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(record);
}
