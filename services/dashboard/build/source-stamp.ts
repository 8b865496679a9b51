import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const own = '{build,src,public}/**/*.*';
const ownFiles = ['index.html', 'package.json', 'vite.config.ts'];
const packages = '../../packages/{contracts,report}/src/**/*.ts';

/** SHA-256 of all that the build reads, the libraries of npm left out. */
export function sourceStamp(root: string): string {
  const hash = createHash('sha256');
  const files = [...ownFiles, ...globSync([own, packages], { cwd: root })].filter((file) => !file.endsWith('.test.ts')).sort();
  for (const file of files) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  return hash.digest('hex');
}
