import { type JobRequest, jobClassOf, ProblemError } from '@octet/contracts';
import { addRoute, allowList, idempotent, permittedAddresses, type RouteRequest, webhookUrl } from '@octet/http';
import type { Submission } from '@octet/ledger';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { StopSignal } from '../closing.ts';
import { createModelPreview, type ModelPreview } from '../coverage/model-preview.ts';
import { allowanceFor } from '../intake/allowance.ts';
import { type FilePart, readJobForm } from '../intake/job-form.ts';
import { type ParsedOptions, splitOptions } from '../intake/job-options.ts';
import { isForm } from '../intake/multipart.ts';
import { noteAsset } from '../intake/note-asset.ts';
import { takeFile } from '../intake/take-file.ts';
import type { GatewayParts } from '../parts.ts';
import { etagOf, pointTo } from './accepted.ts';
import { dryRun } from './dry-run.ts';
import { preferredWait } from './prefer.ts';
import { createSubmitter, refuseFullQueue } from './submitter.ts';
import { waitForEnd } from './watch-job.ts';

type SubmitRequest = RouteRequest<'submitJob'>;

interface ReadOptions {
  readonly keep: boolean;
  /** At the model of a multipart form, while it comes. */
  readonly preview?: ModelPreview | undefined;
}

const kindOf = { model: 'model', calibration: 'dataset', evaluation: 'dataset' } as const;
/** Of a multipart form, beside its files. */
const formBytes = 2 * 1024 * 1024;

/** POST /v1/jobs: JSON with digests of what was uploaded, or everything in one multipart form. */
export function submitJob(app: FastifyInstance, parts: GatewayParts, stopSignal: StopSignal): void {
  const { ledger, config } = parts;
  const submit = createSubmitter(parts);
  const permitted = permittedAddresses(allowList(config.OCTET_WEBHOOK_ALLOW));

  addRoute(app, 'submitJob', async (request, reply) => {
    const { tenant } = request.principal;
    if (request.query.dry_run === true) {
      const preview = createModelPreview(parts);
      try {
        const submission = await read(request, { keep: false, preview });
        return await dryRun(parts, { tenant, submission, uploaded: isForm(request), preview });
      } finally {
        preview.stop();
      }
    }
    await refuseFullQueue(parts, tenant);
    const answer = await idempotent(request, reply, ledger.idempotency, {
      read: (options) => read(request, options),
      identity: (submission) => submission,
      make: async (submission, key) => {
        const row = await submit(tenant, submission, key);
        reply.header('etag', etagOf(row));
        return { status: 202, body: row.job };
      },
    });
    return accept(request, reply, answer);
  });

  async function read(request: SubmitRequest, { keep, preview }: ReadOptions): Promise<Submission> {
    if (!isForm(request)) {
      const { model, calibration, evaluation, ...options } = request.body;
      return submissionOf(splitOptions(options), { model, calibration, evaluation });
    }
    const { model, calibration, evaluation, ...parsed } = await readForm(request, { keep, preview });
    return submissionOf(parsed, { model: model.digest, calibration: calibration.digest, evaluation: evaluation?.digest });
  }

  async function readForm(request: SubmitRequest, { keep, preview }: ReadOptions) {
    const { tenant } = request.principal;
    const limitOf: Record<FilePart, number> = {
      model: config.OCTET_MAX_MODEL_BYTES,
      calibration: config.OCTET_MAX_DATASET_BYTES,
      evaluation: config.OCTET_MAX_DATASET_BYTES,
    };
    const bodyLimit = limitOf.model + limitOf.calibration + limitOf.evaluation + formBytes;
    const allowance = await allowanceFor(parts, { tenant, contentLength: request.headers['content-length'], bodyLimit });
    const files: Parameters<typeof noteAsset>[1][] = [];
    const form = await readJobForm(request, {
      recipe: async (parsed) => {
        const { recipe, requires } = submissionOf(parsed, { model: '', calibration: '' });
        await preview?.begin({ recipe, requires });
      },
      file: async ({ file, filename, announced }, name) => {
        const what = `The part "${name}"`;
        const taken = await takeFile(file, {
          what,
          allowance: allowance.under(limitOf[name]),
          announced,
          store: keep ? parts.store : undefined,
          watch: name === 'model' ? preview?.write : undefined,
        });
        files.push({ tenant, kind: kindOf[name], file: taken, filename });
        return taken;
      },
    });
    // Only now: a form that fails halfway leaves nothing that its sender would have to clean up.
    if (keep) for (const file of files) await noteAsset(parts, file);
    return form;
  }

  /** Throws what is wrong with the options, before any file is read. */
  function submissionOf(
    { options, recipe }: ParsedOptions,
    inputs: Pick<JobRequest, 'model' | 'calibration'> & { readonly evaluation?: string | undefined },
  ): Submission {
    if (options.webhook_url !== undefined) checkWebhookUrl(options.webhook_url);
    return {
      recipe,
      ...inputs,
      requires: options.requires,
      jobClass: jobClassOf(recipe, options.requires),
      name: options.name,
      tags: options.tags ?? [],
      webhookUrl: options.webhook_url,
      maxQueueSeconds: within('max_queue_seconds', options.max_queue_seconds, config.OCTET_MAX_QUEUE_SECONDS),
      maxRunSeconds: within('max_run_seconds', options.max_run_seconds, config.OCTET_MAX_RUN_SECONDS),
    };
  }

  /** The cheap part of the check: results checks the addresses behind the name before each call. */
  function checkWebhookUrl(text: string): void {
    try {
      webhookUrl(text, permitted);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      throw new ProblemError(error.code, error.message, { faults: [{ pointer: '/webhook_url', message: error.message }], cause: error });
    }
  }

  /** Answers at once, or after the wait that the client prefers. */
  async function accept(request: SubmitRequest, reply: FastifyReply, { status, body }: { status: number; body: unknown }) {
    const { id } = body as { id: string };
    pointTo(reply, id);
    const seconds = preferredWait(request.headers.prefer);
    reply.code(status);
    if (seconds === undefined) return body;
    reply.header('preference-applied', `wait=${seconds}`);
    const row = await waitForEnd(ledger.jobs, { tenant: request.principal.tenant, id, seconds, signal: stopSignal(reply) });
    if (row === undefined) return body;
    reply.header('etag', etagOf(row));
    return row.job;
  }
}

function within(name: string, given: number | undefined, limit: number): number {
  if (given === undefined || given <= limit) return given ?? limit;
  const message = `is ${given}; this service allows ${limit}`;
  throw new ProblemError('request/invalid', `${name} ${message}.`, { faults: [{ pointer: `/${name}`, message }] });
}
