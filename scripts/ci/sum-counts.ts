/** `node scripts/ci/sum-counts.ts FOLDER FAILED_STEPS`: adds up the counts that the runs of vitest left in FOLDER and prints one closing line. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { addCounts, closingLine, type TestCounts } from '../test/test-counts.ts';

const [, , folder = '.', failedSteps = '0'] = process.argv;
const runs = globSync('*.json', { cwd: folder }).map((file): TestCounts => JSON.parse(readFileSync(join(folder, file), 'utf8')));
const sum = addCounts([...runs, { passed: 0, failed: Number(failedSteps), skipped: 0 }]);
process.stdout.write(`${closingLine(sum)}\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
