"""
What TensorRT's ONNX parser and its guide to explicit quantization ask of a file, checked on its structure; TensorRT itself does not run here.
https://docs.nvidia.com/deeplearning/tensorrt/latest/inference-library/quantized-types-explicit-quantization.html and
https://github.com/onnx/onnx-tensorrt/blob/main/docs/operators.md
"""
from onnx import TensorProto, numpy_helper

PAIR = ('QuantizeLinear', 'DequantizeLinear')
LINEAR = ('Conv', 'ConvTranspose', 'Gemm', 'MatMul')
# What TensorRT fuses with the operator before it, if nothing is between them.
FUSED = ('BatchNormalization', 'Relu', 'Clip', 'LeakyRelu')
# Per-axis DequantizeLinear came with 13; TensorRT 10.15 reads up to 24.
OPSETS = range(13, 25)


class Graph:
    def __init__(self, model):
        self.nodes = model.graph.node
        self.constants = {i.name: i for i in model.graph.initializer}
        self.producers = {output: node for node in self.nodes for output in node.output}

    def producer(self, value, op_type=None):
        node = self.producers.get(value)
        return node if node is not None and op_type in (None, node.op_type) else None

    def is_pair(self, value):
        """Q, then DQ, of a float value that is computed; a MaxPool behind it is as good, since a maximum commutes with both."""
        pool = self.producer(value, 'MaxPool')
        if pool is not None:
            return self.is_pair(pool.input[0])
        dq = self.producer(value, 'DequantizeLinear')
        return dq is not None and self.producer(dq.input[0], 'QuantizeLinear') is not None

    def is_residual(self, add):
        """Both operands are computed, and an operator with weights makes one of them, perhaps through what is fused with it."""
        return not any(i in self.constants for i in add.input) and any(self.is_made_by_linear(i) for i in add.input)

    def is_made_by_linear(self, value):
        node = self.producer(value)
        if node is None or node.op_type not in (*LINEAR, *PAIR, *FUSED):
            return False
        return node.op_type in LINEAR or self.is_made_by_linear(node.input[0])

    def weight(self, value):
        """The int8 constant behind a DQ, and that DQ."""
        dq = self.producer(value, 'DequantizeLinear')
        constant = self.constants.get(dq.input[0]) if dq is not None else None
        return (constant, dq) if constant is not None and constant.data_type == TensorProto.INT8 else (None, None)


def faults_of(model):
    graph = Graph(model)
    for entry in model.opset_import:
        if entry.domain not in ('', 'ai.onnx'):
            yield f'domain {entry.domain}'
        elif entry.version not in OPSETS:
            yield f'opset {entry.version}'
    if not any(node.op_type == 'QuantizeLinear' for node in graph.nodes):
        yield 'nothing is quantized'
    for node in graph.nodes:
        yield from (f'{node.op_type} "{node.name}": {fault}' for fault in node_faults(node, graph))


def node_faults(node, graph):
    if node.op_type in PAIR:
        yield from scale_faults(node, graph)
    if node.op_type in LINEAR:
        yield from linear_faults(node, graph)
    if node.op_type == 'Add' and graph.is_residual(node):
        yield from (f'input {i} has no pair' for i, value in enumerate(node.input) if not graph.is_pair(value))
    if node.op_type in FUSED and graph.is_pair(node.input[0]):
        yield 'a pair is between it and the operator that it fuses with'


def scale_faults(node, graph):
    if len(node.input) < 3:
        yield 'no zero point'
        return
    scale, zero = (graph.constants.get(name) for name in node.input[1:3])
    if scale is None or zero is None:
        yield 'scale or zero point is not a constant'
        return
    if scale.data_type != TensorProto.FLOAT or not (numpy_helper.to_array(scale) > 0).all():
        yield 'its scale is not a positive float32'
    if zero.data_type != TensorProto.INT8 or numpy_helper.to_array(zero).any():
        yield 'its zero point is not an int8 0'
    if list(zero.dims) != list(scale.dims):
        yield 'scale and zero point differ in shape'
    if node.input[0] not in graph.constants and scale.dims:
        yield 'an activation has one scale'


def linear_faults(node, graph):
    if not graph.is_pair(node.input[0]):
        yield 'its data has no pair'
    weight, dq = graph.weight(node.input[1])
    if weight is None:
        yield 'its weight is not an int8 constant behind DequantizeLinear'
    else:
        yield from weight_faults(node, weight, dq, graph)
    if len(node.input) > 2 and node.input[2]:
        bias = graph.constants.get(node.input[2])
        if bias is None or bias.data_type != TensorProto.FLOAT:
            yield 'its bias is not a float32 constant'


def weight_faults(node, weight, dq, graph):
    scale = graph.constants.get(dq.input[1])
    if scale is None or not scale.dims:
        return
    attributes = {a.name: a.i for a in node.attribute}
    rank = len(weight.dims)
    output_axis = {'Conv': 0, 'ConvTranspose': 1, 'Gemm': 0 if attributes.get('transB') else 1, 'MatMul': rank - 1}[node.op_type]
    # The parser's default axis is 0, ONNX's is 1: it must be written.
    axis = next((a.i for a in dq.attribute if a.name == 'axis'), None)
    if axis is None or axis % rank != output_axis:
        yield f'its weight has scales along axis {axis}; its output channels are axis {output_axis}'
    elif scale.dims[0] != weight.dims[output_axis]:
        yield f'{scale.dims[0]} scales for {weight.dims[output_axis]} output channels'
