import { exitCode } from '../exit-code.ts';
import { connect, type ServiceArguments } from '../service/connect.ts';
import type { ServiceContext } from './submit.ts';

/** `octet cancel`: answers the exit code. A job that has ended stays as it is, and that is said. */
export async function cancelCommand(
  id: string,
  args: ServiceArguments & { readonly json?: boolean },
  context: ServiceContext,
): Promise<number> {
  const job = await connect(args, context.env).call('cancelJob', { params: { id }, signal: context.signal });
  if (args.json === true) context.json(job);
  else context.out(`${job.id} ${job.state}\n`);
  return job.state === 'canceled' || job.state === 'canceling' ? exitCode.ok : exitCode.failed;
}
