import { spawnSync } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNpy } from '@octet/datasets';
import { tensorOf } from '@octet/onnx';
import { pythonPath } from '../measure/child-json.ts';
import { zooFolder } from '../zoo-models.ts';

/** AP50 of YOLOX-nano's raw outputs (float32 [3549, 85] each, images in file order) by the zoo's own scorer, percent. */
export async function ap50(outputs: readonly Float32Array[], folder: string): Promise<number> {
  const path = join(folder, 'outputs.npy');
  const all = new Float32Array(outputs.length * (outputs[0]?.length ?? 0));
  for (const [i, o] of outputs.entries()) all.set(o, i * o.length);
  await writeNpy(path, tensorOf.float32(all, [outputs.length, 3549, 85]));
  const scored = spawnSync(pythonPath(), [join(zooFolder(), 'score_yolox.py'), path], { encoding: 'utf8' });
  await rm(path);
  const score = /^AP50 ([\d.]+)/.exec(scored.stdout)?.[1];
  if (scored.status !== 0 || score === undefined) throw new Error(`score_yolox.py failed: ${scored.stderr || scored.stdout}`);
  return Number(score);
}
