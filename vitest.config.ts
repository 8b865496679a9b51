import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from './scripts/test/closing-line-reporter.ts';

const slow = ['tests/slow/**/*.test.ts', '**/*.slow.test.ts'];
const setupFiles = ['./scripts/test/leaked-handles.ts', './scripts/test/patient-waits.ts'];

/** Their tests run on a real PostgreSQL. */
const withDatabase = ['packages/{ledger,queue}/src/**/*.test.ts', 'services/*/src/**/*.test.ts'];
const globalSetup = ['./scripts/test/postgres.ts'];

/**
 * For `npm test`: unit (beside the code), services (the same, on a database), tests (what needs more than one package); for
 * `npm run test:slow`: slow.
 */
export default defineConfig({
  test: {
    reporters: ['default', new ClosingLineReporter({ countsFile: process.env.OCTET_TEST_COUNTS })],
    // A process per file: onnxruntime blocks its thread, and packages/runtime starts worker threads of its own.
    pool: 'forks',
    maxWorkers: 2,
    expect: { requireAssertions: true, poll: { timeout: 30_000 } },
    // A limit for what hangs, not for what is slow: machines that run tests are often busy.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'unit', include: ['packages/*/src/**/*.test.ts'], exclude: [...slow, ...withDatabase], setupFiles } },
      { extends: true, test: { name: 'services', include: withDatabase, exclude: slow, setupFiles, globalSetup } },
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['tests/**/*.test.ts', 'scripts/**/*.test.ts'],
          exclude: slow,
          setupFiles,
          globalSetup,
        },
      },
      { extends: true, test: { name: 'slow', include: slow, setupFiles, globalSetup, testTimeout: 600_000, hookTimeout: 600_000 } },
    ],
  },
});
