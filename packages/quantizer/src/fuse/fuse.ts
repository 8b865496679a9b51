import type { Model, RewriteRecord } from '@octet/onnx';
import { runRules } from '@octet/onnx';
import type { Runner } from '../ports.ts';
import type { ProbedShapes } from '../shape-probe.ts';
import { annotateShapes } from '../shape-probe.ts';
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
}

/**
 * Rewrites that keep the model's function and leave fewer, larger operators: folds constants, takes BatchNorm, constant factors and shifts
 * and Pads into the neighbouring linear node, recognises spelled-out activations and LayerNorm. Changes the model given; the caller clones.
 * Opset 13 or newer.
 */
export async function fuse(model: Model, { runner, shapes }: FuseOptions): Promise<FusionRecord> {
  const nodesBefore = model.graph.nodeCount;
  if (shapes !== undefined) annotateShapes(model, shapes);
  const wasFloat16 = toFloat32(model);
  const formerInputs = removeInitializerInputs(model);
  const records = [
    await foldConstants(model, { runner }),
    runRules(model, recognitionRules(model.opset)),
    runRules(model, fusionRules(model.opset)),
  ];
  importMicrosoftDomain(model);
  const applied = records.flatMap((r) => r.applied);
  const done = new Set(applied.map((a) => `${a.rule}\n${a.node}`));
  const refused = new Map(records.flatMap((r) => r.refused).map((r) => [`${r.rule}\n${r.node}`, r]));
  return deepFreeze({
    modified: wasFloat16 || formerInputs.length > 0 || records.some((r) => r.modified),
    applied,
    refused: [...refused].filter(([key]) => !done.has(key)).map(([, r]) => r),
    nodesBefore,
    nodesAfter: model.graph.nodeCount,
    wasFloat16,
    formerInputs,
  });
}

/** com.microsoft.Gelu needs its domain among the model's imports. */
function importMicrosoftDomain(model: Model): void {
  const domain = 'com.microsoft';
  if (!model.opsets.has(domain) && [...model.graph.nodes()].some((n) => n.domain === domain)) model.opsets.set(domain, 1);
}

function deepFreeze<T extends object>(record: T): T {
  for (const inner of Object.values(record)) if (typeof inner === 'object' && inner !== null) deepFreeze(inner);
  return Object.freeze(record);
}
