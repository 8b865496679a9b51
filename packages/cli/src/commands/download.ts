import { resolve } from 'node:path';
import { exitCode } from '../exit-code.ts';
import { connect, type ServiceArguments } from '../service/connect.ts';
import { saveOutputs } from '../service/save-outputs.ts';
import type { ServiceContext } from './submit.ts';

export interface DownloadArguments extends ServiceArguments {
  readonly out: string;
  readonly json?: boolean;
}

/** `octet download`: artifact, report and evidence of a job, checked against their digests. Answers the exit code. */
export async function downloadCommand(id: string, args: DownloadArguments, context: ServiceContext): Promise<number> {
  const client = connect(args, context.env);
  const job = await client.call('getJob', { params: { id }, signal: context.signal });
  const files = await saveOutputs(client, job, { folder: resolve(context.folder, args.out), signal: context.signal });
  if (args.json === true) context.json({ job_id: id, files });
  else context.out(`${Object.values(files).join('\n')}\n`);
  return exitCode.ok;
}
