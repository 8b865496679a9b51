import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/** A file of the model zoo, or undefined (said once a file on the console) where the zoo is not beside the repository. */
export function zooFile(name: string): string | undefined {
  const folder = process.env['OCTET_ZOO'] ?? resolve(import.meta.dirname, '../../../../shared/zoo');
  const path = resolve(folder, name);
  if (existsSync(path)) return path;
  console.warn(`skipped: ${name} is not in the model zoo (${folder}); set OCTET_ZOO to its folder`);
  return undefined;
}
