import { defineConfig } from 'vitest/config';
import { ClosingLineReporter } from '../../../scripts/test/closing-line-reporter.ts';

/** The rules of the repository's own configuration, for the fixtures beside this file; test-rules.test.ts runs it. */
export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.fixture.ts'],
    reporters: ['default', new ClosingLineReporter({ countsFile: undefined })],
    expect: { requireAssertions: true },
    setupFiles: ['../../../scripts/test/leaked-handles.ts'],
  },
});
