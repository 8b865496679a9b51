import { isFinal, type Job, type Output, type OutputName, ProblemError } from '@octet/contracts';
import type { Ledger, Principal } from '@octet/ledger';

/** The tenant's job and its output of this name. Throws ProblemError 'not-found', or 'job/not-final' where it may still come. */
export async function findOutput(
  ledger: Pick<Ledger, 'jobs'>,
  { tenant }: Principal,
  { id, name }: { readonly id: string; readonly name: OutputName },
): Promise<{ readonly job: Job; readonly output: Output }> {
  const job = (await ledger.jobs.get(tenant, id))?.job;
  if (job === undefined) throw new ProblemError('not-found', 'No job of yours has this id.');
  const output = job.outputs.find((candidate) => candidate.name === name);
  if (output !== undefined) return { job, output };
  if (!isFinal(job.state)) throw new ProblemError('job/not-final', `The job is ${job.state}; ${name} comes with its end.`);
  throw new ProblemError('not-found', `The job ended as ${job.state} and has no ${name}.`);
}
