import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { OctetClient } from '@octet/client';
import type { CpuClass, Job, Report } from '@octet/contracts';
import { exitCode } from '../exit-code.ts';
import { readRecipe } from '../read-recipe.ts';
import { connect, type Environment, type ServiceArguments } from '../service/connect.ts';
import { exitCodeOfJob } from '../service/exit-code-of-job.ts';
import { fileOnDisk } from '../service/file-on-disk.ts';
import { followJob } from '../service/follow-job.ts';
import { parseGates } from '../service/gates.ts';
import { jobTable } from '../service/job-table.ts';
import { junit } from '../service/junit.ts';
import { saveOutputs } from '../service/save-outputs.ts';
import type { CommandContext } from './quantize.ts';

export interface SubmitArguments extends ServiceArguments, WaitArguments {
  readonly calibration: string;
  readonly evaluation?: string;
  readonly recipe?: string;
  readonly gate?: readonly string[];
  readonly name?: string;
  readonly tag?: readonly string[];
  readonly requires?: CpuClass;
  readonly webhookUrl?: string;
  readonly wait?: boolean;
}

export interface WaitArguments {
  readonly out?: string;
  readonly junit?: string;
  readonly markdown?: string;
  readonly json?: boolean;
}

export type ServiceContext = CommandContext & { readonly env: Environment; readonly err: (text: string) => void };

/** `octet submit`: answers the exit code. */
export async function submitCommand(model: string, args: SubmitArguments, context: ServiceContext): Promise<number> {
  const client = connect(args, context.env);
  const path = (p: string) => resolve(context.folder, p);
  const recipe = args.recipe === undefined ? {} : await readRecipe(path(args.recipe));
  const job = await client.submit(
    {
      model: await fileOnDisk(path(model)),
      calibration: await fileOnDisk(path(args.calibration)),
      evaluation: args.evaluation === undefined ? undefined : await fileOnDisk(path(args.evaluation)),
    },
    {
      recipe: withGates(recipe, args.gate ?? []),
      ...(args.name === undefined ? {} : { name: args.name }),
      ...(args.tag === undefined ? {} : { tags: [...args.tag] }),
      ...(args.requires === undefined ? {} : { requires: args.requires }),
      ...(args.webhookUrl === undefined ? {} : { webhook_url: args.webhookUrl }),
    },
    { signal: context.signal },
  );
  if (args.wait === true || args.out !== undefined || args.junit !== undefined || args.markdown !== undefined) {
    return await waitForJob(client, job.id, args, context, { cancelOnStop: true });
  }
  if (args.json === true) context.json(job);
  else context.out(`${job.id}\n`);
  return exitCode.ok;
}

/** Follows a job to its end, keeps what was asked for, and answers the exit code. */
export async function waitForJob(
  client: OctetClient,
  id: string,
  args: WaitArguments,
  context: ServiceContext,
  { cancelOnStop }: { readonly cancelOnStop: boolean },
): Promise<number> {
  const { signal, progress } = context;
  context.err(`job ${id}\n`);
  let job: Job;
  try {
    job = await followJob(client, id, { progress, signal, say: (line) => context.err(`  ${line}\n`) });
  } catch (error) {
    if (signal.aborted && cancelOnStop) {
      await client.call('cancelJob', { params: { id } });
      context.err(`job ${id} is canceled\n`);
    }
    throw error;
  }
  const path = (p: string) => resolve(context.folder, p);
  const succeeded = job.state === 'succeeded';
  const files = args.out !== undefined && succeeded ? await saveOutputs(client, job, { folder: path(args.out), signal }) : {};
  if (args.junit !== undefined) await writeFile(path(args.junit), junit(job, succeeded ? await reportOf(client, id) : undefined));
  if (args.markdown !== undefined && succeeded)
    await writeFile(path(args.markdown), await text(await client.download(id, 'report.md', { signal })));
  if (args.json === true) context.json({ ...job, files });
  else
    context.out(
      `${jobTable(job)}\n${Object.values(files)
        .map((file) => `${file}\n`)
        .join('')}`,
    );
  return exitCodeOfJob(job);
}

async function reportOf(client: OctetClient, id: string): Promise<Report> {
  return JSON.parse(await text(await client.download(id, 'report.json'))) as Report;
}

function withGates(recipe: object, gates: readonly string[]): Record<string, unknown> {
  const given = recipe as { readonly gates?: object };
  return gates.length === 0 ? { ...recipe } : { ...recipe, gates: { ...given.gates, ...parseGates(gates) } };
}
