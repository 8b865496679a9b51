import { connect, type ServiceArguments } from '../service/connect.ts';
import { type ServiceContext, type WaitArguments, waitForJob } from './submit.ts';

/** `octet watch`: answers the exit code of the job's verdict. Ctrl-C stops watching, not the job. */
export async function watchCommand(id: string, args: ServiceArguments & WaitArguments, context: ServiceContext): Promise<number> {
  return await waitForJob(connect(args, context.env), id, args, context, { cancelOnStop: false });
}
