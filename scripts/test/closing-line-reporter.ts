import { writeFileSync } from 'node:fs';
import type { Reporter, SerializedError, TestModule } from 'vitest/node';
import { closingLine, type TestCounts } from './test-counts.ts';

export interface ClosingLineOptions {
  /** Where to leave the counts as JSON, for `.ci/run` to add up over several runs. */
  readonly countsFile: string | undefined;
}

/** Ends a run with one plain line, `12 passed, 0 failed, 1 skipped`, and fails a run in which nothing ran. */
export class ClosingLineReporter implements Reporter {
  readonly #countsFile: string | undefined;

  constructor(options: ClosingLineOptions) {
    this.#countsFile = options.countsFile;
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const counts = countTests(modules, unhandledErrors);
    if (this.#countsFile) writeFileSync(this.#countsFile, JSON.stringify(counts));
    if (counts.passed + counts.failed === 0) process.exitCode = 1;
    // After vitest's own summary, which it prints in this same turn.
    setImmediate(() => process.stdout.write(`${closingLine(counts)}\n`));
  }
}

/** A file that fails outside its tests (import, hook, leaked handle) and an unhandled error each count as one failure: they must show. */
function countTests(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): TestCounts {
  const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
  for (const module of modules) {
    const failedBefore = counts.failed;
    for (const test of module.children.allTests()) {
      const { state } = test.result();
      if (state !== 'pending') counts[state] += 1;
    }
    if (module.state() === 'failed' && counts.failed === failedBefore) counts.failed += 1;
  }
  return counts;
}
