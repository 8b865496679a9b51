/** `npm run boundaries`: checks every import of the repository against scripts/boundaries/rules.ts. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breachesOf } from './boundaries/breaches-of.ts';

const root = join(import.meta.dirname, '..');
const files = globSync('{packages/*/src,services/*/src,tests,scripts,examples}/**/*.{ts,tsx}', { cwd: root }).sort();
const breaches = files.flatMap((file) => breachesOf(file.replaceAll('\\', '/'), readFileSync(join(root, file), 'utf8')));

for (const breach of breaches) process.stderr.write(`${breach}\n`);
process.stdout.write(`boundaries: ${files.length} files, ${breaches.length} forbidden imports\n`);
process.exitCode = breaches.length > 0 ? 1 : 0;
