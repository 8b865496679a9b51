import { existsSync, globSync } from 'node:fs';
import { join } from 'node:path';

/** The conformance set of the model zoo, paths sorted; undefined where the zoo is not beside the repository (OCTET_ZOO overrides). */
export function conformanceModels(): { readonly folder: string; readonly models: readonly string[] } | undefined {
  const folder = join(process.env.OCTET_ZOO ?? join(import.meta.dirname, '../../../../shared/zoo'), 'conformance');
  return existsSync(folder) ? { folder, models: globSync('**/*.onnx', { cwd: folder }).sort() } : undefined;
}
