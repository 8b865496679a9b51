import { buffer } from 'node:stream/consumers';
import { faultsOf, type Output, type OutputName, ProblemError, type Report, reportSchema } from '@octet/contracts';
import type { ObjectStore } from '@octet/storage';
import Type from 'typebox';
import type { Success } from './with-evidence.ts';

/** A report of a large model with all its histograms is some megabytes. */
const reportLimitBytes = 64 * 1024 ** 2;
/** What is read of it here: the whole of a large report would be checked for seconds. */
const { verdict, provenance, latency } = reportSchema.properties;
const readSchema = Type.Object({ verdict, provenance, latency });
export type ReadReport = Pick<Report, 'verdict' | 'provenance' | 'latency'>;

const required = ['artifact', 'report.json'] as const satisfies readonly OutputName[];

/**
 * That every stated output is stored with as many bytes, each name once, and that the report speaks of this artifact and gives this verdict.
 * Answers the report. Throws ProblemError 'evidence/invalid'.
 */
export async function checkOutputs(store: ObjectStore, { outputs, verdict }: Pick<Success, 'outputs' | 'verdict'>): Promise<ReadReport> {
  const byName = new Map(outputs.map((output) => [output.name, output]));
  if (byName.size !== outputs.length) throw invalid('An output is stated twice.');
  if (byName.has('evidence')) throw invalid('Workers do not make evidence.');
  for (const name of required) if (!byName.has(name)) throw invalid(`The outcome states no ${name}.`);
  await Promise.all(outputs.map((output) => checkStored(store, output)));

  const report = await readReport(store, byName.get('report.json') as Output);
  const stated = report.provenance.artifact_sha256;
  const artifact = byName.get('artifact')?.digest;
  if (stated !== artifact) throw invalid(`The report speaks of the artifact ${stated}; the outcome states ${artifact}.`);
  if (report.verdict !== verdict) throw invalid(`The report says "${report.verdict}"; the outcome states "${verdict}".`);
  return report;
}

async function checkStored(store: ObjectStore, { name, digest, bytes }: Output): Promise<void> {
  const object = await store.stat(digest);
  if (object === undefined) throw invalid(`${name} with SHA-256 ${digest} was never uploaded.`);
  if (object.bytes !== bytes) throw invalid(`${name} has ${object.bytes} bytes; the outcome states ${bytes}.`);
}

async function readReport(store: ObjectStore, { digest, bytes }: Output): Promise<ReadReport> {
  if (bytes > reportLimitBytes) throw invalid(`report.json has ${bytes} bytes; ${reportLimitBytes} are allowed.`);
  const { stream } = await store.open(digest);
  const report = parsed(await buffer(stream));
  const [fault] = faultsOf(readSchema, report);
  if (fault !== undefined) throw invalid(`report.json is no report: ${fault.pointer || 'it'} ${fault.message}.`);
  return report as ReadReport;
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new ProblemError('evidence/invalid', 'report.json is no JSON.', { cause });
  }
}

const invalid = (detail: string): ProblemError => new ProblemError('evidence/invalid', detail);
