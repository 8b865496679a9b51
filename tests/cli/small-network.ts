import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeNpz } from '@octet/datasets';
import { encodeToBuffer, type Model, parseModel, type Tensor } from '@octet/onnx';

/** A network with a convolution, a pool and a classifier: quantized in a second. */
export const network = `<ir_version: 8, opset_import: ["" : 17]> small (float[N,4,12,12] image) => (float[N,5] scores)
<float[16,4,3,3] w1 = random(seed=1, std=0.2), float[16] b1 = random(seed=2, std=0.1), float[16,5] w2 = random(seed=3, std=0.3), float[5] b2 = random(seed=4, std=0.1)>
{ [conv] h = Conv<pads=[1,1,1,1]>(image, w1, b1) r = Relu(h) p = GlobalAveragePool(r) f = Flatten(p) [fc] scores = Gemm(f, w2, b2) }`;

export interface Workshop extends AsyncDisposable {
  readonly folder: string;
  path(name: string): string;
  model(name: string, model?: Model | Uint8Array | string): Promise<string>;
  npz(name: string, arrays: Readonly<Record<string, Tensor>>): Promise<string>;
  file(name: string, content: string | Uint8Array): Promise<string>;
}

/** A temporary folder with makers of models and archives. */
export async function workshop(): Promise<Workshop> {
  const folder = await mkdtemp(join(tmpdir(), 'octet-cli-'));
  const path = (name: string) => join(folder, name);
  const file = async (name: string, content: string | Uint8Array) => {
    await writeFile(path(name), content);
    return path(name);
  };
  return {
    folder,
    path,
    file,
    model: (name, model = network) =>
      file(
        name,
        typeof model === 'string' ? encodeToBuffer(parseModel(model)) : model instanceof Uint8Array ? model : encodeToBuffer(model),
      ),
    npz: async (name, arrays) => {
      await writeNpz(path(name), arrays);
      return path(name);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `count` smooth images of the network's input, and what makes each different. */
export function images(count: number, dims: readonly number[] = [4, 12, 12], value?: number): Tensor {
  const size = dims.reduce((a, b) => a * b, 1);
  const data = new Float32Array(count * size);
  for (let i = 0; i < data.length; i++) {
    const sample = Math.floor(i / size);
    data[i] = value ?? Math.sin((i % size) * 0.07 * (1 + (sample % 7))) + 0.1 * Math.cos(sample);
  }
  return { dtype: 'float32', dims: [count, ...dims], data };
}
