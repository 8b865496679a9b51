import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './scripts/test/closing-line-reporter.ts';

const slow = ['tests/slow/**/*.test.ts', '**/*.slow.test.ts'];
const setupFiles = ['./scripts/test/leaked-handles.ts'];

/** Two projects for `npm test` (unit: beside the code; tests: what needs more than one package), one for `npm run test:slow`. */
export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter({ countsFile: process.env.OCTET_TEST_COUNTS })],
    // A process per file: onnxruntime blocks its thread, and packages/runtime starts worker threads of its own.
    pool: 'forks',
    maxWorkers: 2,
    expect: { requireAssertions: true },
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], exclude: slow, setupFiles } },
      {
        extends: true,
        test: { name: 'tests', include: ['tests/**/*.test.ts', 'scripts/**/*.test.ts'], exclude: slow, setupFiles, testTimeout: 30_000 },
      },
      { extends: true, test: { name: 'slow', include: slow, setupFiles, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
});
