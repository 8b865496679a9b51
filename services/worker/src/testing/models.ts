import { textModel } from '@octet/testing';

const header = '<ir_version: 8, opset_import: ["" : 17]>';

/** A convolution, a pool and a classifier: quantized in a second or two. */
export const smallModel = textModel(`${header} small (float[N,4,12,12] image) => (float[N,5] scores)
<float[16,4,3,3] w1 = random(seed=1, std=0.2), float[16] b1 = random(seed=2, std=0.1), float[16,5] w2 = random(seed=3, std=0.3), float[5] b2 = random(seed=4, std=0.1)>
{ [conv] h = Conv<pads=[1,1,1,1]>(image, w1, b1) r = Relu(h) p = GlobalAveragePool(r) f = Flatten(p) [fc] scores = Gemm(f, w2, b2) }`);

/** A network whose ninth part adds up a hundred gigabytes. */
export const hugeModel = textModel(`${header} huge (float[N,4,12,12] image) => (float[N,16,12,12] y)
<float[16,4,3,3] w1 = random(seed=1, std=0.2), int64[1] size = {26843545600}>
{ h = Conv<pads=[1,1,1,1]>(image, w1) big = ConstantOfShape(size) sum = ReduceSum<keepdims=0>(big) y = Add(h, sum) }`);

/** A network that never ends. */
export const endlessModel = textModel(`${header} endless (float[N,4,12,12] image) => (float[N,16,12,12] y)
<float[16,4,3,3] w1 = random(seed=1, std=0.2), int64 trips = {9223372036854775807}, bool always = {1}>
{ h = Conv<pads=[1,1,1,1]>(image, w1)
  y = Loop<body = body (int64 i, bool go, float[N,16,12,12] before) => (bool goOn, float[N,16,12,12] after) { goOn = Identity(go) after = Sin(before) }>(trips, always, h) }`);

/** A .npy file of `count` smooth images. */
export function images(count: number): Uint8Array {
  const dims = [count, 4, 12, 12];
  const values = Float32Array.from({ length: count * 576 }, (_, i) => Math.sin((i % 576) * 0.07 * (1 + (Math.floor(i / 576) % 7))));
  const facts = `{'descr': '<f4', 'fortran_order': False, 'shape': (${dims.join(', ')}), }`;
  const head = `${facts.padEnd(117)}\n`;
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from([head.length, 0]),
    Buffer.from(head),
    Buffer.from(values.buffer),
  ]);
}
