import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const src = join(import.meta.dirname, '..');
const programs = ['pool/worker-entry.ts', 'runner/run-task.ts', 'calibrate/count-task.ts', 'bench/bench-task.ts', 'proof/inspect-task.ts'];

/** Values, not types, that a file imports. */
function importsOf(path: string): string[] {
  const statements = readFileSync(path, 'utf8').matchAll(/^import (?!type )[^;]*?'([^']+)';/gm);
  return [...statements].map((m) => m[1] ?? '');
}

function loadedBy(path: string, seen: Map<string, string[]> = new Map()): Map<string, string[]> {
  if (seen.has(path)) return seen;
  const imports = importsOf(path);
  seen.set(path, imports);
  for (const specifier of imports) if (specifier.startsWith('.')) loadedBy(join(dirname(path), specifier), seen);
  return seen;
}

test.each(programs)('%s loads onnxruntime and nothing else of weight into its thread', (program) => {
  const loaded = loadedBy(join(src, program));
  const packages = [...loaded].flatMap(([path, imports]) =>
    imports.filter((i) => !i.startsWith('.') && !i.startsWith('node:')).map((i) => `${i} in ${relative(src, path)}`),
  );
  expect(packages.filter((p) => !p.startsWith('onnxruntime-node'))).toEqual([]);
});
