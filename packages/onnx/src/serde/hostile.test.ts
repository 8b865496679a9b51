import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { OnnxError } from '../errors.ts';
import { parseModel } from '../text/parse-model.ts';
import { printModel } from '../text/print-model.ts';
import { decodeModel } from './decode-model.ts';
import { encodeToBuffer } from './encode-model.ts';
import { AttributeProto_AttributeType as AttributeType, type GraphProtoSchema, ModelProtoSchema } from './gen/onnx_pb.js';

type ModelInit = MessageInitShape<typeof ModelProtoSchema>;
type GraphInit = MessageInitShape<typeof GraphProtoSchema>;

function fileOf(graph: GraphInit): Uint8Array {
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, { irVersion: 8n, graph } as ModelInit));
}

/** Field `number` with a length, for files that no library would write. */
function field(number: number, payload: ArrayLike<number>): number[] {
  const length: number[] = [];
  let rest = payload.length;
  for (; rest >= 128; rest >>>= 7) length.push((rest & 127) | 128);
  return [number * 8 + 2, ...length, rest, ...Array.from(payload)];
}

function refusalOf(bytes: Uint8Array): OnnxError {
  try {
    decodeModel(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(OnnxError);
    return error as OnnxError;
  }
  throw new Error('the model was accepted');
}

const small = encodeToBuffer(
  parseModel(`<ir_version: 8, opset_import: ["" : 17]> g (float[N,3] x, seq(float[2]) q) => (z) <float[3] w = {1,2,3}, int64[2] s = {1,-1}, string[1] t = {"a"}, float[N,3] y> {
    [mul] y = Mul<alpha=1.5, axes=[1,2], mode="m", v=float[1] {1}>(x, w)
    z = If<then_branch = yes () => (a) { a = Relu(y) }, else_branch = no () => (b) { b = Neg(x) }>(c)
    c = Op(s, t)
  }`),
);

describe('a file that is no ONNX model is named as what it is', () => {
  test.each([
    ['empty', new Uint8Array(), 'it is empty'],
    ['text', Buffer.from('<!DOCTYPE html>\n<html><body>404</body></html>'), 'it starts with "<!DOCTYPE html>\\n<html>'],
    ['short text', Buffer.from('hello'), 'it starts with "hello"'],
    ['a zip archive', Buffer.from('PK\x03\x04\x14\0\0\0'), 'it is a zip archive'],
    ['a NumPy array', Buffer.from('\x93NUMPY\x01\0', 'latin1'), 'it is a NumPy array'],
    ['an ORT model', Buffer.from('\x18\0\0\0ORTM\0\0'), 'it is an onnxruntime (ORT format) model'],
  ])('%s', (_, bytes, why) => {
    expect(refusalOf(bytes)).toMatchObject({
      code: 'model/malformed',
      where: 'byte 0',
      message: expect.stringContaining(`This is not an ONNX file: ${why}`),
    });
  });

  test('a model without a graph, such as a saved tensor', () => {
    expect(refusalOf(Uint8Array.of(0x08, 3)).message).toContain('the file has no graph, so it is no model');
  });

  test('more than 2 GiB', () => {
    expect(refusalOf(new Uint8Array(2 ** 31))).toMatchObject({ code: 'model/too-large' });
  });
});

describe('a damaged file is refused with the place', () => {
  const tensor = { name: 'w', dims: [2n], dataType: 1, rawData: new Uint8Array(8) };
  test.each<[string, GraphInit, string]>([
    ['too little data', { initializer: [{ ...tensor, dims: [3n] }] }, 'initializer "w" of shape [3] needs 12 bytes, but 8 are there'],
    ['too much data', { initializer: [{ ...tensor, dims: [1n] }] }, 'needs 4 bytes, but 8 are there'],
    ['no data', { initializer: [{ name: 'w', dims: [2n], dataType: 1 }] }, 'needs 2 values, but 0 are there'],
    ['a negative dimension', { initializer: [{ ...tensor, dims: [-2n] }] }, 'a dimension of -2'],
    ['dimensions whose product overflows', { initializer: [{ ...tensor, dims: [2n ** 40n, 2n ** 40n] }] }, 'but 8 are there'],
    ['a dimension beyond 2^53', { initializer: [{ ...tensor, dims: [2n ** 62n] }] }, 'a dimension of 4611686018427388000'],
    ['values in the wrong field', { initializer: [{ name: 'w', dims: [2n], dataType: 1, int32Data: [1, 2] }] }, 'in field 5 instead of 4'],
    ['values twice', { initializer: [{ ...tensor, floatData: [1, 2] }] }, 'has its values twice'],
    ['no element type', { initializer: [{ ...tensor, dataType: 0 }] }, 'has no element type'],
    ['an unknown element type', { initializer: [{ ...tensor, dataType: 99 }] }, 'element type 99, which ONNX does not define'],
    ['strings in raw_data', { initializer: [{ ...tensor, dataType: 8 }] }, 'strings in raw_data'],
    ['an initializer without a name', { initializer: [{ ...tensor, name: '' }] }, 'an initializer has no name'],
    ['two initializers of one name', { initializer: [tensor, tensor] }, 'The name "w" (initializer) is taken'],
    ['two inputs of one name', { input: [{ name: 'x' }, { name: 'x' }] }, 'The name "x" (graph input) is taken'],
    [
      'a value made twice',
      {
        node: [
          { opType: 'A', output: ['y'] },
          { opType: 'B', output: ['y'] },
        ],
      },
      'The name "y" (output of B) is taken',
    ],
    [
      'an input that nothing makes',
      { node: [{ opType: 'A', name: 'n', input: ['x'] }] },
      'A "n" reads "x" (input 0), which nothing in its scope produces',
    ],
    ['an output that nothing makes', { output: [{ name: 'y' }] }, 'Output "y" of graph "" is produced by nothing'],
    [
      'a cycle',
      {
        node: [
          { opType: 'A', input: ['b'], output: ['a'] },
          { opType: 'B', input: ['a'], output: ['b'] },
        ],
      },
      'the graph has a cycle through',
    ],
    ['a node that reads itself', { node: [{ opType: 'A', input: ['a'], output: ['a'] }] }, 'the graph has a cycle through'],
    ['a node without an operator', { node: [{ output: ['a'] }] }, 'node 0 names no operator'],
    [
      'an attribute twice',
      {
        node: [
          {
            opType: 'A',
            attribute: [
              { name: 'k', i: 1n },
              { name: 'k', i: 2n },
            ],
          },
        ],
      },
      'has the attribute "k" twice',
    ],
    [
      'a tensor attribute without a tensor',
      { node: [{ opType: 'A', attribute: [{ name: 'k', type: AttributeType.TENSOR }] }] },
      'should hold a tensor but does not',
    ],
    ['a value without a name', { input: [{}] }, 'has a value without a name'],
  ])('%s', (_, graph, detail) => {
    expect(refusalOf(fileOf(graph))).toMatchObject({
      code: 'model/malformed',
      where: expect.any(String),
      message: expect.stringContaining(detail),
    });
  });

  test.each([
    ['a length beyond the end', [0x08, 8, 0x3a, 100, 1], 'the model is cut off: field 7 should have 100 bytes, and 1 are left (byte 2)'],
    ['a length beyond 2^53', [0x08, 8, 0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f], 'the model is cut off: field 7'],
    ['a number that does not end', [0x08, 0x80, 0x80], 'the model is cut off inside a number'],
    ['a number of 11 bytes', [0x08, ...Array.from({ length: 10 }, () => 0x80), 1], 'a number of more than 10 bytes'],
    ['field number 0', [0x08, 8, 0x02, 0], 'the model has field number 0'],
    ['a group, which ONNX has none of', [0x08, 8, 0x3b, 0x3c], 'with wire type 3, which ONNX does not use'],
    ['a graph that is a number', [0x08, 8, 0x38, 1], 'field 7 with wire type 0 where a message should be'],
    ['two graphs', [0x08, 8, ...field(7, []), ...field(7, [])], 'the model has two graphs'],
    ['a name that is not UTF-8', [0x08, 8, ...field(7, field(1, field(4, [0xff])))], 'has a name in field 4 that is not UTF-8'],
    [
      'two versions of one opset',
      [0x08, 8, ...field(8, [0x10, 17]), ...field(8, [0x10, 18]), ...field(7, [])],
      'imports two versions of "", 17 and 18',
    ],
  ])('%s', (_, bytes, detail) => {
    expect(refusalOf(Uint8Array.from(bytes))).toMatchObject({
      code: 'model/malformed',
      where: expect.stringMatching(/^byte \d+$/),
      message: expect.stringContaining(detail),
    });
  });
});

describe('what Octet does not support is refused as such', () => {
  test.each<[string, GraphInit]>([
    ['sparse initializers', { sparseInitializer: [{ dims: [2n] }] }],
    ['tensors in segments', { initializer: [{ name: 'w', dims: [1n], dataType: 1, segment: { begin: 0n, end: 1n } }] }],
    ['element types newer than this release', { initializer: [{ name: 'w', dims: [1n], dataType: 27 }] }],
  ])('%s', (_, graph) => {
    expect(refusalOf(fileOf(graph))).toMatchObject({ code: 'model/unsupported-feature', where: expect.stringMatching(/^byte/) });
  });
});

describe('a file made to exhaust', () => {
  const nested = (depth: number): number[] => {
    let graph: number[] = field(2, [0x67]);
    for (let i = 0; i < depth; i++)
      graph = field(1, [...field(4, [0x49]), ...field(5, [...field(1, [0x62]), ...field(6, graph), 0xa0, 1, 5])]);
    return [0x08, 8, ...field(7, graph)];
  };

  test('the stack by 100 nested bodies is refused, and 30 are read', () => {
    expect(refusalOf(Uint8Array.from(nested(100))).message).toContain('graphs nest more than 32 deep');
    expect(decodeModel(Uint8Array.from(nested(30))).graph.nodeCount).toBe(1);
  });

  test('the stack by nested types is refused', () => {
    let type: number[] = field(1, [0x08, 1]);
    for (let i = 0; i < 2000; i++) type = field(4, field(1, type));
    const bytes = [0x08, 8, ...field(7, field(11, [...field(1, [0x78]), ...field(2, type)]))];
    expect(refusalOf(Uint8Array.from(bytes)).message).toContain('has a ValueInfoProto that cannot be decoded');
  });

  test('memory by a million nodes of 5 bytes is refused', () => {
    const node = field(1, field(4, [0x41]));
    const count = 1_000_001;
    const head = [0x08, 8, 0x3a, ...field(0, { length: node.length * count }).slice(1, 5)];
    const bytes = new Uint8Array(head.length + node.length * count);
    bytes.set(head);
    for (let i = 0; i < count; i++) bytes.set(node, head.length + i * node.length);
    expect(refusalOf(bytes)).toMatchObject({ code: 'model/too-large' });
  });

  test('time by a node that reads late values a hundred thousand times is read at once', () => {
    const input = Array.from({ length: 100_000 }, () => 'late');
    const model = decodeModel(
      fileOf({
        node: [
          { opType: 'A', input, output: ['a'] },
          { opType: 'B', output: ['late'] },
        ],
      }),
    );
    expect([...model.graph.nodes()].map((n) => n.opType)).toEqual(['B', 'A']);
  });

  test('memory by a value info of many empty parts is refused', () => {
    const info = [...field(1, [0x78]), ...Array.from({ length: 2 ** 20 }, (_, i) => (i % 2 === 0 ? 0x22 : 0))];
    const bytes = Uint8Array.from([0x08, 8].concat(field(7, field(11, info))));
    expect(refusalOf(bytes)).toMatchObject({ code: 'model/too-large' });
  });
});

describe('whatever the bytes', () => {
  /** Decodes; a model must then print and encode. Anything but an OnnxError of the model is a failure. */
  const survives = (bytes: Uint8Array) => {
    try {
      const model = decodeModel(bytes);
      printModel(model);
      encodeToBuffer(model.clone());
    } catch (error) {
      if (!(error instanceof OnnxError) || !error.code.startsWith('model/')) throw error;
    }
  };

  test('a model cut off anywhere gives an error or a model', () => {
    for (let length = 0; length < small.length; length++) survives(small.slice(0, length));
    expect(refusalOf(small.slice(0, small.length - 1)).message).toContain('cut off');
  });

  test('a model with bytes changed gives an error or a model', () => {
    const change = fc.tuple(fc.nat(small.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = small.slice();
        for (const [at, byte] of changes) bytes[at] = byte;
        expect(() => survives(bytes)).not.toThrow();
      }),
      { seed: 20250101, numRuns: 5000 },
    );
  });

  test('random bytes give an error or a model', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(() => survives(Uint8Array.from([8, 8, ...bytes]))).not.toThrow();
      }),
      { seed: 20250101, numRuns: 1000 },
    );
  });
});
