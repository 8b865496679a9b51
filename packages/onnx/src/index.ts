export { type OnnxErrorCode, OnnxError } from './errors.ts';
export { type Attribute, type AttributeKind, attr, attributeGraphs } from './ir/attribute.ts';
export { Constant } from './ir/constant.ts';
export { Graph, type NodeOptions } from './ir/graph.ts';
export { Model } from './ir/model.ts';
export { NameScope } from './ir/names.ts';
export { Node } from './ir/node.ts';
export { type Dim, type DType, elementCount, type Shape, type Tensor, type TensorData, tensorOf } from './ir/tensor.ts';
export { type Use, Value } from './ir/value.ts';
