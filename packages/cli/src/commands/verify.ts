import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ProblemError } from '@octet/contracts';
import { verifyEvidence } from '@octet/evidence';
import { exitCode } from '../exit-code.ts';
import { table } from '../table.ts';
import type { ServiceContext } from './submit.ts';

export interface VerifyArguments {
  readonly model?: string;
  readonly calibration?: string;
  readonly evaluation?: string;
  readonly trustedKey?: string;
  readonly json?: boolean;
}

/** Under the names that `octet download` gives them. */
const downloaded = { artifact: 'model.int8.onnx', 'report.json': 'report.json', 'report.html': 'report.html', 'report.md': 'report.md' };

/**
 * `octet verify`: the evidence in a folder, and every file there or given that it speaks of, without a network. Answers the exit code.
 */
export async function verifyCommand(folder: string, args: VerifyArguments, context: ServiceContext): Promise<number> {
  const path = (p: string) => resolve(context.folder, p);
  const evidence = await readJson(join(path(folder), 'evidence.json'));
  const candidates: Record<string, string | undefined> = {
    ...Object.fromEntries(Object.entries(downloaded).map(([name, file]) => [name, join(path(folder), file)])),
    ...Object.fromEntries(
      (['model', 'calibration', 'evaluation'] as const).map((name) => [name, args[name] === undefined ? undefined : path(args[name])]),
    ),
  };
  const files: Record<string, string> = {};
  for (const [name, file] of Object.entries(candidates)) {
    // What octet download brings may have been left out; what was named must be there.
    if (file === undefined || (name in downloaded && !(await exists(file)))) continue;
    files[name] = await digestOf(file);
  }
  const trustedKey = args.trustedKey === undefined ? undefined : await readTrustedKey(path(args.trustedKey));
  const { manifest, thumbprint, trusted } = await verifyEvidence(evidence, { files, trustedKey });
  if (args.json === true) {
    context.json({
      verified: true,
      trusted,
      key: thumbprint,
      job_id: manifest.job_id,
      verdict: manifest.verdict,
      files: Object.keys(files),
    });
    return exitCode.ok;
  }
  const rows: [string, string][] = [
    ['finished', `${manifest.finished_at}, attempt ${manifest.attempt}`],
    ['verdict', manifest.verdict],
    ['checked files', Object.keys(files).join(', ') || 'none'],
    ['signed by', thumbprint],
  ];
  const ending = trusted
    ? ''
    : '\nNo --trusted-key was given: compare the key with /.well-known/jwks.json of the service, or anybody could have signed.\n';
  context.out(`The evidence holds.\n${table(['job', manifest.job_id], rows)}\n${ending}`);
  return exitCode.ok;
}

/** A JWK, or the first of a JWK set as the service gives it. */
async function readTrustedKey(path: string): Promise<Record<string, string>> {
  const json = (await readJson(path)) as { readonly keys?: readonly Record<string, string>[] } & Record<string, string>;
  return json.keys?.[0] ?? json;
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new ProblemError('usage', `${path} cannot be read as JSON. octet download brings the evidence of a job as evidence.json.`, {
      where: path,
      cause,
    });
  }
}

async function digestOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (cause) {
    throw new ProblemError('usage', `${path} cannot be read.`, { where: path, cause });
  }
  return hash.digest('hex');
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
