import { expect, test } from 'vitest';
import { readOrtMessage } from './ort-message.ts';

test('a failing node is named and the source path goes', () => {
  const raw =
    "Non-zero status code returned while running Reshape node. Name:'/head/Reshape' Status Message: /onnxruntime_src/onnxruntime/core/providers/cpu/tensor/reshape_helper.h:45 onnxruntime::ReshapeHelper::ReshapeHelper(const onnxruntime::TensorShape&, onnxruntime::TensorShapeVector&, bool) input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{1,3}, requested shape:{2,2}\n";
  expect(readOrtMessage(new Error(raw))).toEqual({
    text: 'Reshape "/head/Reshape": input_shape_size == size was false. The input tensor cannot be reshaped to the requested shape. Input shape:{1,3}, requested shape:{2,2}',
    node: '/head/Reshape',
  });
});

test('a fault inside a body is told once for each node around it', () => {
  const running = (op: string, name: string) => `Non-zero status code returned while running ${op} node. Name:'${name}' Status Message: `;
  const { text, node } = readOrtMessage(new Error(`${running('If', 'if')}${running('Pad', 'pad')}axis length >= 2`));
  expect(text).toBe('If "if": Pad "pad": axis length >= 2');
  expect(node).toBe('if');
});

test('the node is found in each way that onnxruntime names it at load', () => {
  const node = (message: string) => readOrtMessage(new Error(message)).node;
  expect(node("Could not find an implementation for Add(14) node with name 'add_bf16'")).toBe('add_bf16');
  expect(node('Node (topk) Op (TopK) [ShapeInferenceError] K input must be a one-dimensional tensor of size 1.')).toBe('topk');
  expect(node('This is an invalid model. In Node, ("bn", BatchNormalization, "", -1) : Error')).toBe('bn');
  expect(node('Load model from m.onnx failed:Protobuf parsing failed.')).toBeUndefined();
});

test('a node without a name is placed by its operator', () => {
  const node = (message: string) => readOrtMessage(new Error(message)).node;
  expect(node("Non-zero status code returned while running Mul node. Name:'' Status Message: axis == 1")).toBe('Mul');
  expect(node('Node () Op (Squeeze) [ShapeInferenceError] Dimension of input 0 must be 1 instead of 2')).toBe('Squeeze');
  expect(node("Type Error: Type 'tensor(bool)' of input parameter (input) of operator (ReduceMax) in node () is invalid.")).toBe(
    'ReduceMax',
  );
  expect(node('This is an invalid model. In Node, ("", NegPos, "ai.onnx.contrib", -1) : Error')).toBe('NegPos');
  expect(node('Fatal error: ai.onnx.contrib:BertTokenizer(-1) is not a registered function/op')).toBe('ai.onnx.contrib:BertTokenizer');
});

test('plain messages stay as they are, endless ones are cut', () => {
  expect(readOrtMessage(new Error('Failed to load model because protobuf parsing failed.')).text).toBe(
    'Failed to load model because protobuf parsing failed.',
  );
  expect(readOrtMessage(new Error('x'.repeat(5000))).text.length).toBeLessThan(600);
});
