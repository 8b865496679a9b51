import { spawnSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeNpz } from '@octet/datasets';
import type { Feeds } from '@octet/quantizer';
import type { OrtRunner } from '@octet/runtime';

export interface ReferenceCase {
  /** Path of an artifact. */
  readonly model: string;
  readonly feeds: Feeds;
  /** Where the artifact must run, with what it takes to judge it there: paths of the FP32 model and of samples (.npz). */
  readonly madeFor?: { readonly target: string; readonly fp32: string; readonly samples: string };
}

/**
 * What Python says of each artifact: onnx.checker with full_check, and onnxruntime, whose outputs must be equal to those of onnxruntime-node
 * bit for bit; and what is wrong with it for its target. By path: null, or what is wrong. `folder` takes the arrays that are handed over.
 */
export async function checkInPython(
  cases: readonly ReferenceCase[],
  options: { readonly runner: OrtRunner; readonly python: string; readonly folder: string },
): Promise<Readonly<Record<string, string | null>>> {
  const { runner, python, folder } = options;
  const handed = [];
  for (const [i, { model, feeds, madeFor }] of cases.entries()) {
    const paths = { feeds: join(folder, `feeds-${i}.npz`), outputs: join(folder, `outputs-${i}.npz`) };
    await using session = await runner.open(await readFile(model));
    await writeNpz(paths.feeds, feeds);
    await writeNpz(paths.outputs, await session.run(feeds));
    handed.push({ model, ...paths, ...madeFor });
  }
  const list = join(folder, 'cases.json');
  await writeFile(list, JSON.stringify(handed));
  const checked = spawnSync(python, [join(import.meta.dirname, '../check_artifacts.py'), list], { encoding: 'utf8' });
  if (checked.status !== 0) throw new Error(`check_artifacts.py failed: ${checked.stderr}`);
  return JSON.parse(checked.stdout) as Record<string, string | null>;
}
