import { createHash } from 'node:crypto';
import { ProblemError } from '@octet/contracts';
import type { FastifyRequest } from 'fastify';
import { type ParsedOptions, parseRecipePart } from './job-options.ts';
import { type FormPart, partsOf } from './multipart.ts';
import { mismatch, type TakenFile } from './take-file.ts';

const order = ['recipe', 'model', 'calibration', 'evaluation'] as const;
export type FilePart = Exclude<(typeof order)[number], 'recipe'>;
const required = 3;
const recipeBytes = 1024 * 1024;

export interface JobForm extends ParsedOptions {
  readonly model: TakenFile;
  readonly calibration: TakenFile;
  readonly evaluation?: TakenFile | undefined;
}

export interface FormReader {
  /** Refuses, before a byte of the model is taken, what it does not like. */
  readonly recipe: (parsed: ParsedOptions) => Promise<void>;
  readonly file: (part: FormPart, name: FilePart) => Promise<TakenFile>;
}

/**
 * Reads the multipart form of a job. The recipe comes first, so that its faults are reported before a byte of the model is taken; then the files,
 * each handed on while it comes. Throws ProblemError 'request/multipart' where a part is missing, unknown, repeated or out of order.
 */
export async function readJobForm(request: FastifyRequest, reader: FormReader): Promise<JobForm> {
  let parsed: ParsedOptions | undefined;
  const files: Partial<Record<FilePart, TakenFile>> = {};
  let next = 0;
  for await (const part of partsOf(request)) {
    const name = order[next];
    if (name === undefined || part.name !== name) throw outOfOrder(part.name, next);
    if (name === 'recipe') {
      parsed = parseRecipePart(await recipeText(part));
      await reader.recipe(parsed);
    } else files[name] = await reader.file(part, name);
    next += 1;
  }
  const { model, calibration, evaluation } = files;
  if (parsed === undefined || model === undefined || calibration === undefined) {
    const missing = order.slice(next, required).map((name) => `"${name}"`);
    throw new ProblemError('request/multipart', `These parts are missing: ${missing.join(', ')}.`);
  }
  return { ...parsed, model, calibration, evaluation };
}

function outOfOrder(name: string, next: number): ProblemError {
  const expected = order[next];
  const known = order.some((part) => part === name);
  const what = known
    ? `The part "${name}" comes too ${order.indexOf(name as FilePart) < next ? 'late, or twice' : 'early'}`
    : `The part "${name}" is unknown`;
  return new ProblemError('request/multipart', `${what}; ${expected === undefined ? 'nothing more' : `"${expected}"`} was expected here.`);
}

async function recipeText(part: FormPart): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of part.file.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > recipeBytes) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw new ProblemError('request/multipart', 'The part "recipe" ended before all of it had come.', { cause });
  }
  if (bytes > recipeBytes) throw new ProblemError('request/too-large', `The part "recipe" has more than ${recipeBytes} bytes.`);
  const text = Buffer.concat(chunks);
  if (part.announced !== undefined && createHash('sha256').update(text).digest('hex') !== part.announced)
    throw mismatch('The part "recipe"');
  return text.toString('utf8');
}
