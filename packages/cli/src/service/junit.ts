import type { Job, Report } from '@octet/contracts';
import junitReportBuilder, { type Builder } from 'junit-report-builder';

// What the package exports is the builder; its types put it one level deeper.
const builder = junitReportBuilder as unknown as Builder;

/** A test suite of the job, a case for each gate, as CI servers read it. A job that did not succeed is one case with an error. */
export function junit(job: Job, report: Report | undefined): string {
  const tests = builder.newBuilder();
  const suite = tests.testSuite().name(`octet ${job.model.filename}`);
  if (report === undefined) {
    const { code, detail } = job.problem ?? { code: job.state, detail: `The job is ${job.state}.` };
    suite.testCase().className('octet').name('job').error(detail, code);
  }
  for (const { gate, verdict, explanation } of report?.gates ?? []) {
    const testCase = suite.testCase().className('octet.gates').name(gate);
    if (verdict === 'fail') testCase.failure(explanation, 'gate');
    if (verdict === 'not_evaluated') testCase.skipped();
    testCase.standardOutput(explanation);
  }
  return tests.build();
}
