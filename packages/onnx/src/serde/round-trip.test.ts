import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Attribute, attr } from '../ir/attribute.ts';
import { Constant } from '../ir/constant.ts';
import { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import { tensorOf } from '../ir/tensor.ts';
import type { Value } from '../ir/value.ts';
import { parseModel } from '../text/parse-model.ts';
import { printModel } from '../text/print-model.ts';
import { verifyModel } from '../verify/verify-model.ts';
import { decodeModel } from './decode-model.ts';
import { encodedLength, encodeModel, encodeToBuffer } from './encode-model.ts';
import { AttributeProto_AttributeType as AttributeType, type GraphProtoSchema, ModelProtoSchema } from './gen/onnx_pb.js';

type ModelInit = MessageInitShape<typeof ModelProtoSchema>;

function fileOf(graph: MessageInitShape<typeof GraphProtoSchema>, rest: ModelInit = {}): Uint8Array {
  const init = { irVersion: 8n, opsetImport: [{ domain: '', version: 17n }], ...rest, graph } as ModelInit;
  return toBinary(ModelProtoSchema, create(ModelProtoSchema, init));
}

function roundTrip(model: Model): Model {
  return decodeModel(encodeToBuffer(model));
}

const everything = `<ir_version: 8, opset_import: ["" : 17, "com.microsoft" : 1], producer_name: "p", producer_version: "1", domain: "d", model_version: 3, doc_string: "doc", metadata_props: ["a" : "1"]>
g (float[N,3,?] x, float s, float[] u, seq(float[N]) q, map(string, optional(float[2])) m, optional(seq(float[])) o, sparse_tensor(float[3]) p, opaque(a.b, c) k, untyped, undefined[2] r, float[2] d = {1,0.1}) => (y, float z) <
  float[2,2] w = {1,2.5,-0,nan}, double[1] f64 = {0.1}, float16[1] f16 = {15360}, bfloat16[1] bf = {16256}, int8[2] i8 = {-128,127}, uint8[1] u8 = {255},
  int16[1] i16 = {-32768}, uint16[1] u16 = {65535}, int32[1] i32 = {-2147483648}, uint32[1] u32 = {4294967295}, int64[1] i64 = {-9223372036854775808},
  uint64[1] u64 = {18446744073709551615}, bool[2] b = {1,0}, string[2] names = {"a\\"b","é"}, complex64[1] c64 = {1,2}, complex128[1] c128 = {3,4},
  int4[3] i4 = {18,3}, uint2[5] u2 = {228,1}, float8e4m3fn[1] f8 = {56}, float[0] none = {}, float one = {1}, float[N,4] t
> {
  [first] t, "" = Conv<alpha=1.5, axes=[-1, 9223372036854775807, -9223372036854775808], empty: floats = [], list=[0.5, 2.0], s="x", strings=["a", ""], value=float[2] {1,2}, ts=[float[1] {1}, int64[1] {2}]>(x, w, "", d)
  y = com.microsoft.Gelu(t)
  z = If<else_branch=no () => (e) { e = Identity(s) }, then_branch=yes () => (a) < float half = {0.5} > { [in] a = Loop<body=l (int64 i, bool c) => (c2) { c2 = Identity(c) }>(half, one) }>(b)
}`;

describe('encodeModel and decodeModel', () => {
  test('keep everything that the text form can say', () => {
    const model = parseModel(everything);
    expect(printModel(roundTrip(model))).toBe(printModel(model));
  });

  test('agree on the length, whether in pieces or in one', () => {
    const model = parseModel(everything);
    const whole = encodeToBuffer(model);
    expect(Buffer.concat(encodeModel(model)).equals(whole)).toBe(true);
    expect(encodedLength(model)).toBe(whole.length);
  });

  test('give the same bytes for the same model, also after another round', () => {
    const bytes = encodeToBuffer(parseModel(everything));
    expect(Buffer.from(encodeToBuffer(decodeModel(bytes))).equals(bytes)).toBe(true);
  });

  test('lose nothing through a clone', () => {
    const bytes = encodeToBuffer(parseModel(everything));
    expect(Buffer.from(encodeToBuffer(decodeModel(bytes).clone())).equals(bytes)).toBe(true);
  });

  test('keep any float bits and any integers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 64 }), (bytes) => {
        const floats = new Float32Array(new Uint8Array(bytes.slice(0, bytes.length & ~3)).buffer);
        const model = parseModel('g () => (w) <float[1] w = {0}> {}');
        const [w] = model.graph.initializers;
        if (w === undefined) return;
        w.constant = Constant.of({ dtype: 'float32', dims: [floats.length], data: floats });
        const [again] = roundTrip(model).graph.initializers;
        const data = again?.constant?.tensor.data as Float32Array;
        expect(new Uint32Array(new Float32Array(data).buffer)).toEqual(new Uint32Array(floats.buffer));
      }),
      { seed: 20250101 },
    );
  });
});

describe('any graph', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 5 });
  const attribute: fc.Arbitrary<Attribute> = fc.oneof(
    fc.integer().map(attr.int),
    fc.float({ noNaN: true }).map((v) => attr.float(Math.fround(v))),
    fc.string({ unit: 'grapheme' }).map(attr.string),
    fc.array(fc.maxSafeInteger()).map(attr.ints),
    fc.array(fc.float({ noNaN: true })).map(attr.floats),
    fc.array(fc.string()).map(attr.strings),
    fc.array(fc.float({ noNaN: true })).map((v) => attr.tensor(tensorOf.float32(v))),
  );
  const dim = fc.oneof(fc.nat(), name, fc.constant(null));
  const step = fc.record({
    opType: name,
    domain: fc.constantFrom('', 'com.microsoft', 'a b'),
    label: fc.string(),
    reads: fc.array(fc.option(fc.nat()), { maxLength: 4 }),
    outputs: fc.nat({ max: 3 }),
    attributes: fc.dictionary(name, attribute, { maxKeys: 3 }),
    shape: fc.option(fc.array(dim, { maxLength: 4 }), { nil: undefined }),
    hasBody: fc.boolean(),
  });

  /** Nodes that read any earlier values, and bodies that read values around them. */
  function build(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): Model {
    const model = parseModel('<ir_version: 8, opset_import: ["" : 17]> g (float[2] x, bool c) => (w) <float[2] w = {1,2}> {}');
    const { graph } = model;
    const values = [...graph.inputs, ...graph.initializers];
    for (const s of steps) {
      const reads = s.reads.map((r) => (r === null ? undefined : values[r % values.length]));
      const attributes = new Map(Object.entries(s.attributes));
      if (s.hasBody) {
        const body = new Graph('body', graph.names);
        body.addOutput(body.addNode('Neg', [values.at(-1)]).output);
        attributes.set('body', attr.graph(body));
      }
      const node = graph.addNode(s.opType, reads, { domain: s.domain, name: s.label, outputs: s.outputs, attributes });
      for (const output of node.outputs) {
        if (output === undefined) continue;
        output.dtype = 'float32';
        output.shape = s.shape;
        values.push(output);
      }
    }
    graph.addOutput(values.at(-1) as Value);
    return model;
  }

  test('comes back the same from its file and from its text, and is sound', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 8 }), (steps) => {
        const model = build(steps);
        verifyModel(model);
        const text = printModel(model);
        const [decoded, parsed] = [roundTrip(model), parseModel(text)];
        verifyModel(decoded);
        verifyModel(parsed);
        expect(printModel(decoded)).toBe(text);
        expect(printModel(parsed)).toBe(text);
      }),
      { seed: 20250101, numRuns: 300 },
    );
  });
});

describe('a constant from a file', () => {
  const file = fileOf({
    name: 'g',
    initializer: [{ name: 'w', dims: [2n], dataType: 1, rawData: new Uint8Array(Float32Array.of(1, 2).buffer), docString: 'kept' }],
    output: [{ name: 'w' }],
  });

  test('is written back as the bytes it came from', () => {
    const model = decodeModel(file);
    const encoded = [...model.graph.initializers][0]?.constant?.encoded as Uint8Array;
    expect(encoded.buffer).toBe(file.buffer);
    expect(Buffer.from(encodeToBuffer(model)).includes(Buffer.from(encoded))).toBe(true);
  });

  test('keeps numbers and doc string under a new name', () => {
    const model = decodeModel(file);
    [...model.graph.initializers][0]?.rename('v');
    const [v] = roundTrip(model).graph.initializers;
    expect([v?.name, v?.constant?.tensor.data]).toEqual(['v', Float32Array.of(1, 2)]);
    expect(Buffer.from(v?.constant?.encoded ?? []).includes('kept')).toBe(true);
  });

  test('is written anew when its content was replaced', () => {
    const model = decodeModel(file);
    const [w] = model.graph.initializers;
    if (w !== undefined) w.constant = Constant.of(tensorOf.float32([3, 4]));
    const [again] = roundTrip(model).graph.initializers;
    expect(again?.constant?.tensor.data).toEqual(Float32Array.of(3, 4));
  });
});

describe('typed data', () => {
  const numbers = [1, -1, 127, -128, 0];
  test.each([
    ['float32', { dataType: 1, dims: [2n], floatData: [0.5, -2] }, Float32Array.of(0.5, -2)],
    ['float64', { dataType: 11, dims: [1n], doubleData: [0.1] }, Float64Array.of(0.1)],
    ['complex64', { dataType: 14, dims: [1n], floatData: [1, 2] }, Float32Array.of(1, 2)],
    ['int8', { dataType: 3, dims: [5n], int32Data: numbers }, Int8Array.from(numbers)],
    ['int32', { dataType: 6, dims: [2n], int32Data: [-(2 ** 31), 2 ** 31 - 1] }, Int32Array.of(-(2 ** 31), 2 ** 31 - 1)],
    ['bool', { dataType: 9, dims: [2n], int32Data: [1, 0] }, Uint8Array.of(1, 0)],
    ['float16', { dataType: 10, dims: [2n], int32Data: [0x3c00, 0xfbff] }, Uint16Array.of(0x3c00, 0xfbff)],
    ['bfloat16', { dataType: 16, dims: [1n], int32Data: [0x3f80] }, Uint16Array.of(0x3f80)],
    ['int4', { dataType: 22, dims: [3n], int32Data: [0x12, 0x3] }, Uint8Array.of(0x12, 0x3)],
    [
      'int64',
      { dataType: 7, dims: [3n], int64Data: [-(2n ** 63n), 2n ** 63n - 1n, -1n] },
      BigInt64Array.of(-(2n ** 63n), 2n ** 63n - 1n, -1n),
    ],
    ['uint32', { dataType: 12, dims: [1n], uint64Data: [4294967295n] }, Uint32Array.of(4294967295)],
    ['uint64', { dataType: 13, dims: [1n], uint64Data: [2n ** 64n - 1n] }, BigUint64Array.of(2n ** 64n - 1n)],
    ['string', { dataType: 8, dims: [2n], stringData: [Buffer.from('é'), new Uint8Array()] }, ['é', '']],
  ])('of %s is read', (dtype, tensor, data) => {
    const [w] = decodeModel(fileOf({ initializer: [{ name: 'w', ...tensor }], output: [{ name: 'w' }] })).graph.initializers;
    expect(w?.constant?.tensor).toEqual({ dtype, dims: tensor.dims.map(Number), data });
  });

  test('is read where it is not packed, as old writers leave it', () => {
    const unpacked = [0x25, 0, 0, 0, 0x3f, 0x25, 0, 0, 0, 0xc0];
    const initializer = Uint8Array.of(0x08, 2, 0x10, 1, 0x42, 1, 0x77, ...unpacked);
    const graph = Uint8Array.of(0x2a, initializer.length, ...initializer);
    const [w] = decodeModel(Uint8Array.of(0x08, 8, 0x3a, graph.length, ...graph)).graph.initializers;
    expect(w?.constant?.tensor.data).toEqual(Float32Array.of(0.5, -2));
  });
});

describe('what the graph has no place for', () => {
  const file = fileOf(
    {
      name: 'g',
      docString: 'graph doc',
      metadataProps: [{ key: 'gk', value: 'gv' }],
      quantizationAnnotation: [{ tensorName: 'x', quantParameterTensorNames: [{ key: 'SCALE_TENSOR', value: 's' }] }],
      input: [
        {
          name: 'x',
          docString: 'value doc',
          metadataProps: [{ key: 'vk', value: 'vv' }],
          type: {
            denotation: 'IMAGE',
            value: {
              case: 'tensorType',
              value: { elemType: 1, shape: { dim: [{ value: { case: 'dimParam', value: 'N' }, denotation: 'DATA_BATCH' }] } },
            },
          },
        },
      ],
      output: [{ name: 'y' }],
      node: [
        {
          input: ['x'],
          output: ['y'],
          opType: 'Op',
          overload: 'over',
          docString: 'node doc',
          metadataProps: [{ key: 'nk', value: 'nv' }],
          attribute: [
            { name: 'a', type: AttributeType.INT, i: 2n ** 60n + 1n },
            { name: 'b', type: AttributeType.STRING, s: Uint8Array.of(0xff, 0xfe) },
            { name: 'c', type: AttributeType.FLOAT, f: 1, docString: 'attribute doc' },
            { name: 'd', type: AttributeType.TYPE_PROTO, tp: { value: { case: 'tensorType', value: { elemType: 1 } } } },
            { name: 'f', type: AttributeType.FLOAT, refAttrName: 'of a function' },
            { name: 'e', type: AttributeType.TENSOR, t: { name: 'inner', dims: [1n], dataType: 1, floatData: [1] } },
          ],
        },
      ],
    },
    {
      trainingInfo: [{ initializationBinding: [{ key: 'tk', value: 'tv' }] }],
      functions: [{ name: 'F', domain: 'fd', docString: 'function doc' }],
      configuration: [{ name: 'cfg' }],
    },
  );
  const texts = [
    'graph doc',
    'gk',
    'SCALE_TENSOR',
    'value doc',
    'vk',
    'IMAGE',
    'DATA_BATCH',
    'over',
    'node doc',
    'nk',
    'attribute doc',
    'of a function',
    'inner',
  ];

  test.each([...texts, 'tk', 'function doc', 'cfg'])('is kept through decoding, cloning and encoding: %s', (text) => {
    const bytes = encodeToBuffer(decodeModel(file).clone());
    expect(Buffer.from(bytes).toString('latin1').split(text)).toHaveLength(2);
  });

  test('includes integers beyond 2^53 and strings that are no text, exactly', () => {
    const [node] = roundTrip(decodeModel(file)).graph.nodes();
    const kinds = ['a', 'b', 'd', 'f'].map((name) => node?.attributes.get(name)?.kind);
    expect(kinds).toEqual(['opaque', 'opaque', 'opaque', 'opaque']);
    expect(printModel(roundTrip(decodeModel(file)))).toBe(printModel(decodeModel(file)));
  });

  test('follows a change of the value’s type', () => {
    const model = decodeModel(file);
    const [x] = model.graph.inputs;
    if (x !== undefined) x.shape = [7];
    const [again] = roundTrip(model).graph.inputs;
    expect(again?.shape).toEqual([7]);
    expect(Buffer.from(again?.unread ?? []).toString('latin1')).toContain('DATA_BATCH');
  });
});

test('weights that would take more than 2 GiB are refused before any is read', () => {
  const model = parseModel('g () => (w) <float[1] w = {0}> {}');
  const [w] = model.graph.initializers;
  const read = () => {
    throw new Error('it was read');
  };
  if (w !== undefined) w.constant = Constant.lazy('float32', [2 ** 30], read);
  expect(() => encodeToBuffer(model)).toThrow(expect.objectContaining({ code: 'model/too-large' }));
});

test('an initializer that is listed as an input is both', () => {
  const model = roundTrip(parseModel('g (float[2] x, float[2] w = {1,2}) => (y) { y = Mul(x, w) }'));
  const w = model.graph.inputs[1];
  expect([w?.isInput, w?.constant?.tensor.data, w?.isConstant]).toEqual([true, Float32Array.of(1, 2), false]);
});

test('attributes without a type, as files of IR version 1 have them, are told by their field', () => {
  const attribute = [
    { name: 'a', i: 2n },
    { name: 'b', floats: [1, 2] },
    { name: 'c', s: Buffer.from('x') },
    { name: 'd', f: 0 },
  ];
  const [node] = decodeModel(fileOf({ node: [{ opType: 'Op', attribute }] })).graph.nodes();
  expect([...(node?.attributes.values() ?? [])].map((a) => [a.kind, a.value])).toEqual([
    ['int', 2],
    ['floats', [1, 2]],
    ['string', 'x'],
    ['float', 0],
  ]);
});

test('a dimension of -1 or an empty name is an unknown one', () => {
  const file = fileOf({
    input: [
      {
        name: 'x',
        type: {
          value: {
            case: 'tensorType',
            value: {
              elemType: 1,
              shape: { dim: [{ value: { case: 'dimValue', value: -1n } }, { value: { case: 'dimParam', value: '' } }, {}] },
            },
          },
        },
      },
    ],
  });
  expect(decodeModel(file).graph.inputs[0]?.shape).toEqual([null, null, null]);
});
