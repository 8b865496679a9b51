export { OnnxError, type OnnxErrorCode } from './errors.ts';
export { type Attribute, type AttributeKind, attr, attributeGraphs } from './ir/attribute.ts';
export { Constant } from './ir/constant.ts';
export { constantNodeTensor } from './ir/constant-node.ts';
export type { ForeignType, TensorType, ValueType } from './ir/foreign-type.ts';
export { Graph, type NodeOptions } from './ir/graph.ts';
export { Model } from './ir/model.ts';
export { NameScope } from './ir/names.ts';
export { Node } from './ir/node.ts';
export { type Dim, type DType, elementCount, type Shape, type Tensor, type TensorData, tensorOf } from './ir/tensor.ts';
export { type Use, Value } from './ir/value.ts';
export { type OpsetUpgrade, upgradeOpset } from './opset/upgrade-opset.ts';
export { type Pass, type PassResult, type RunPassesOptions, runPasses } from './rewrite/pass.ts';
export {
  broadcastAxis,
  type ConstantOperand,
  constantOf,
  constantOperand,
  integersOf,
  knownDims,
  producedBy,
  scalarOf,
} from './rewrite/pattern.ts';
export { describeNode, nodeLabel, originsOf } from './rewrite/provenance.ts';
export { type MakeOptions, type Maker, type Match, ok, type Refusal, type Rule, refuse, rule, type Verdict } from './rewrite/rule.ts';
export { type RewriteRecord, type RunRulesOptions, runRules } from './rewrite/run-rules.ts';
export type { ExternalData } from './serde/decode-context.ts';
export { type DecodeOptions, decodeModel } from './serde/decode-model.ts';
export { decodeTensorProto } from './serde/decode-tensor-proto.ts';
export { encodedLength, encodeModel, encodeToBuffer } from './serde/encode-model.ts';
export { openExternalData } from './serde/open-external-data.ts';
export { type Inference, inferShapes } from './shapes/infer.ts';
export { areNumbers, type Known, knownOf } from './shapes/known.ts';
export { parseModel } from './text/parse-model.ts';
export { printGraph } from './text/print-graph.ts';
export { printModel } from './text/print-model.ts';
export type { PrintOptions } from './text/print-tensor.ts';
export { verifyModel } from './verify/verify-model.ts';
