import Type, { type TSchema } from 'typebox';
import { verdictSchema } from '../verdict.ts';
import { assetSchema, uploadRequestSchema, uploadSchema } from './asset.ts';
import { jobComparisonSchema } from './comparison.ts';
import { dryRunSchema } from './dry-run.ts';
import { evidenceSchema } from './evidence.ts';
import { closed, digestSchema, idSchema, jobIdSchema, pageOf, pageQuery } from './ids.ts';
import { jobEventSchema, jobRequestSchema, jobSchema, jobStateSchema, logLineSchema } from './job.ts';
import { keyRequestSchema, keySchema, mintedKeySchema, type Scope } from './key.ts';
import { limitsSchema, targetSchema, usageSchema } from './limits.ts';
import {
  deliverySchema,
  endpointChangeSchema,
  endpointRequestSchema,
  endpointSchema,
  endpointSecretSchema,
  webhookSecretSchema,
} from './webhook.ts';
import { workerSchema } from './worker.ts';

/** One public route: what it takes and what it answers. Problems are every route's own. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With fastify's `:name` parameters. */
  readonly path: string;
  readonly summary: string;
  readonly scope: Scope;
  /** The service whose code answers; the gateway passes on what belongs to results. */
  readonly owner: 'gateway' | 'results';
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  /** Content types of the request body beside JSON. */
  readonly consumes?: readonly string[];
  /** Schema by status; null is an answer without a JSON body. */
  readonly answers: Readonly<Record<number, TSchema | null>>;
  /** Content type of the success where it is not JSON. */
  readonly produces?: string;
  /** True where an Idempotency-Key is honoured: the route makes something. */
  readonly idempotent?: true;
}

const jobParams = Type.Object({ id: jobIdSchema }, closed);
const digestParams = Type.Object({ digest: digestSchema }, closed);
const idParams = (prefix: string) => Type.Object({ id: idSchema(prefix) }, closed);
const page = Type.Object(pageQuery, closed);
const assetQuery = Type.Object({ filename: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })) }, closed);
const download = Type.Object({ download: Type.Optional(Type.Boolean()) }, closed);

const jobsQuery = Type.Object(
  {
    ...pageQuery,
    state: Type.Optional(jobStateSchema),
    verdict: Type.Optional(verdictSchema),
    tag: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
    model: Type.Optional(digestSchema),
  },
  closed,
);

const submitQuery = Type.Object(
  {
    dry_run: Type.Optional(
      Type.Boolean({ description: 'Validate, say what would run in integers, estimate; make no job and keep no bytes.' }),
    ),
  },
  closed,
);
const after = Type.Object(
  { after: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1, description: 'Only what came after this id.' })) },
  closed,
);

const octets = ['application/octet-stream'];

/** Every public route. Gateway, results, the typed client and the OpenAPI document are all made from it. */
export const routes = {
  submitJob: {
    method: 'POST',
    path: '/v1/jobs',
    scope: 'write',
    owner: 'gateway',
    idempotent: true,
    summary: 'Submit a job: JSON with digests, or multipart with recipe, model, calibration and evaluation in this order',
    query: submitQuery,
    body: jobRequestSchema,
    consumes: ['multipart/form-data'],
    answers: { 200: dryRunSchema, 202: jobSchema },
  },
  listJobs: {
    method: 'GET',
    path: '/v1/jobs',
    scope: 'read',
    owner: 'gateway',
    summary: 'Jobs, newest first; ETag and 304',
    query: jobsQuery,
    answers: { 200: pageOf(jobSchema), 304: null },
  },
  getJob: {
    method: 'GET',
    path: '/v1/jobs/:id',
    scope: 'read',
    owner: 'gateway',
    summary: 'One job; ETag and 304',
    params: jobParams,
    answers: { 200: jobSchema, 304: null },
  },
  cancelJob: {
    method: 'POST',
    path: '/v1/jobs/:id/cancel',
    scope: 'write',
    owner: 'gateway',
    summary: 'Cancel a job; again is no fault',
    params: jobParams,
    answers: { 202: jobSchema },
  },
  retryJob: {
    method: 'POST',
    path: '/v1/jobs/:id/retry',
    scope: 'write',
    owner: 'gateway',
    idempotent: true,
    summary: 'Submit the same job again',
    params: jobParams,
    answers: { 202: jobSchema },
  },
  deleteJob: {
    method: 'DELETE',
    path: '/v1/jobs/:id',
    scope: 'write',
    owner: 'gateway',
    summary: 'Delete a job that has ended, with its outputs',
    params: jobParams,
    answers: { 204: null },
  },
  listEvents: {
    method: 'GET',
    path: '/v1/jobs/:id/events',
    scope: 'read',
    owner: 'gateway',
    summary: 'Events as JSON, or as a stream by Accept: text/event-stream',
    params: jobParams,
    query: after,
    answers: { 200: Type.Object({ items: Type.Array(jobEventSchema) }, closed) },
  },
  listLogs: {
    method: 'GET',
    path: '/v1/jobs/:id/logs',
    scope: 'read',
    owner: 'gateway',
    summary: 'Log lines',
    params: jobParams,
    query: after,
    answers: { 200: Type.Object({ items: Type.Array(logLineSchema) }, closed) },
  },
  getArtifact: {
    method: 'GET',
    path: '/v1/jobs/:id/artifact',
    scope: 'read',
    owner: 'results',
    summary: 'The INT8 ONNX model; ranges, strong ETag',
    params: jobParams,
    answers: { 200: null, 206: null, 304: null },
    produces: 'application/octet-stream',
  },
  getReportJson: {
    method: 'GET',
    path: '/v1/jobs/:id/report.json',
    scope: 'read',
    owner: 'results',
    summary: 'The report as data',
    params: jobParams,
    query: download,
    answers: { 200: null, 304: null },
    produces: 'application/json',
  },
  getReportHtml: {
    method: 'GET',
    path: '/v1/jobs/:id/report.html',
    scope: 'read',
    owner: 'results',
    summary: 'The report as one page',
    params: jobParams,
    query: download,
    answers: { 200: null, 304: null },
    produces: 'text/html',
  },
  getReportMarkdown: {
    method: 'GET',
    path: '/v1/jobs/:id/report.md',
    scope: 'read',
    owner: 'results',
    summary: 'The report as Markdown',
    params: jobParams,
    query: download,
    answers: { 200: null, 304: null },
    produces: 'text/markdown',
  },
  getReport: {
    method: 'GET',
    path: '/v1/jobs/:id/report',
    scope: 'read',
    owner: 'results',
    summary: 'The report, as JSON, HTML or Markdown by Accept',
    params: jobParams,
    query: download,
    answers: { 200: null, 304: null },
    produces: 'application/json',
  },
  getEvidence: {
    method: 'GET',
    path: '/v1/jobs/:id/evidence',
    scope: 'read',
    owner: 'results',
    summary: 'The signed manifest of what went in and came out',
    params: jobParams,
    answers: { 200: evidenceSchema },
  },
  uploadModel: {
    method: 'POST',
    path: '/v1/models',
    scope: 'write',
    owner: 'gateway',
    summary: 'Upload a model: raw bytes, or one multipart file',
    query: assetQuery,
    consumes: [...octets, 'multipart/form-data'],
    answers: { 200: assetSchema, 201: assetSchema },
  },
  listModels: {
    method: 'GET',
    path: '/v1/models',
    scope: 'read',
    owner: 'gateway',
    summary: 'Models, newest first',
    query: page,
    answers: { 200: pageOf(assetSchema) },
  },
  getModel: {
    method: 'GET',
    path: '/v1/models/:digest',
    scope: 'read',
    owner: 'gateway',
    summary: 'One model',
    params: digestParams,
    answers: { 200: assetSchema },
  },
  deleteModel: {
    method: 'DELETE',
    path: '/v1/models/:digest',
    scope: 'write',
    owner: 'gateway',
    summary: 'Delete a model that no unfinished job needs',
    params: digestParams,
    answers: { 204: null },
  },
  uploadDataset: {
    method: 'POST',
    path: '/v1/datasets',
    scope: 'write',
    owner: 'gateway',
    summary: 'Upload an archive: raw bytes, or one multipart file',
    query: assetQuery,
    consumes: [...octets, 'multipart/form-data'],
    answers: { 200: assetSchema, 201: assetSchema },
  },
  listDatasets: {
    method: 'GET',
    path: '/v1/datasets',
    scope: 'read',
    owner: 'gateway',
    summary: 'Data sets, newest first',
    query: page,
    answers: { 200: pageOf(assetSchema) },
  },
  getDataset: {
    method: 'GET',
    path: '/v1/datasets/:digest',
    scope: 'read',
    owner: 'gateway',
    summary: 'One data set, with its diagnostics once a job has read it',
    params: digestParams,
    answers: { 200: assetSchema },
  },
  deleteDataset: {
    method: 'DELETE',
    path: '/v1/datasets/:digest',
    scope: 'write',
    owner: 'gateway',
    summary: 'Delete a data set that no unfinished job needs',
    params: digestParams,
    answers: { 204: null },
  },
  createUpload: {
    method: 'POST',
    path: '/v1/uploads',
    scope: 'write',
    owner: 'gateway',
    idempotent: true,
    summary: 'Begin a file that comes in parts',
    body: uploadRequestSchema,
    answers: { 201: uploadSchema },
  },
  getUpload: {
    method: 'GET',
    path: '/v1/uploads/:id',
    scope: 'read',
    owner: 'gateway',
    summary: 'Which parts are there',
    params: idParams('upl'),
    answers: { 200: uploadSchema },
  },
  putPart: {
    method: 'PUT',
    path: '/v1/uploads/:id/parts/:n',
    scope: 'write',
    owner: 'gateway',
    summary: 'Send a part; again replaces it',
    params: Type.Object({ id: idSchema('upl'), n: Type.Integer({ minimum: 1, maximum: 10_000 }) }, closed),
    consumes: octets,
    answers: { 200: uploadSchema },
  },
  completeUpload: {
    method: 'POST',
    path: '/v1/uploads/:id/complete',
    scope: 'write',
    owner: 'gateway',
    idempotent: true,
    summary: 'Join the parts',
    params: idParams('upl'),
    answers: { 201: assetSchema },
  },
  deleteUpload: {
    method: 'DELETE',
    path: '/v1/uploads/:id',
    scope: 'write',
    owner: 'gateway',
    summary: 'Give an upload up',
    params: idParams('upl'),
    answers: { 204: null },
  },
  createEndpoint: {
    method: 'POST',
    path: '/v1/webhook-endpoints',
    scope: 'write',
    owner: 'results',
    idempotent: true,
    summary: 'Register an endpoint; its secret is shown this once',
    body: endpointRequestSchema,
    answers: { 201: endpointSecretSchema },
  },
  listEndpoints: {
    method: 'GET',
    path: '/v1/webhook-endpoints',
    scope: 'read',
    owner: 'results',
    summary: 'Endpoints',
    query: page,
    answers: { 200: pageOf(endpointSchema) },
  },
  getEndpoint: {
    method: 'GET',
    path: '/v1/webhook-endpoints/:id',
    scope: 'read',
    owner: 'results',
    summary: 'One endpoint',
    params: idParams('whe'),
    answers: { 200: endpointSchema },
  },
  changeEndpoint: {
    method: 'PATCH',
    path: '/v1/webhook-endpoints/:id',
    scope: 'write',
    owner: 'results',
    summary: 'Switch an endpoint on or off; again is no fault',
    params: idParams('whe'),
    body: endpointChangeSchema,
    answers: { 200: endpointSchema },
  },
  deleteEndpoint: {
    method: 'DELETE',
    path: '/v1/webhook-endpoints/:id',
    scope: 'write',
    owner: 'results',
    summary: 'Delete an endpoint',
    params: idParams('whe'),
    answers: { 204: null },
  },
  rotateSecret: {
    method: 'POST',
    path: '/v1/webhook-endpoints/:id/rotate-secret',
    scope: 'write',
    owner: 'results',
    summary: 'A new secret; for a day both sign',
    params: idParams('whe'),
    answers: { 200: endpointSecretSchema },
  },
  getWebhookSecret: {
    method: 'GET',
    path: '/v1/webhook-secret',
    scope: 'write',
    owner: 'results',
    summary: "The secret that signs deliveries to a job's own webhook_url; the tenant has one",
    answers: { 200: webhookSecretSchema },
  },
  pingEndpoint: {
    method: 'POST',
    path: '/v1/webhook-endpoints/:id/ping',
    scope: 'write',
    owner: 'results',
    summary: 'Send a ping event',
    params: idParams('whe'),
    answers: { 202: deliverySchema },
  },
  listDeliveries: {
    method: 'GET',
    path: '/v1/webhook-endpoints/:id/deliveries',
    scope: 'read',
    owner: 'results',
    summary: 'What was sent to an endpoint, newest first',
    params: idParams('whe'),
    query: page,
    answers: { 200: pageOf(deliverySchema) },
  },
  listJobDeliveries: {
    method: 'GET',
    path: '/v1/jobs/:id/deliveries',
    scope: 'read',
    owner: 'results',
    summary: 'What was sent about a job',
    params: jobParams,
    answers: { 200: Type.Object({ items: Type.Array(deliverySchema) }, closed) },
  },
  replayDelivery: {
    method: 'POST',
    path: '/v1/webhook-deliveries/:id/replay',
    scope: 'write',
    owner: 'results',
    summary: 'Send a delivery again, under its own webhook-id',
    params: idParams('whd'),
    answers: { 202: deliverySchema },
  },
  compareJobs: {
    method: 'GET',
    path: '/v1/compare',
    scope: 'read',
    owner: 'gateway',
    summary: 'Two jobs side by side',
    query: Type.Object({ a: jobIdSchema, b: jobIdSchema }, closed),
    answers: { 200: jobComparisonSchema },
  },
  getLimits: {
    method: 'GET',
    path: '/v1/limits',
    scope: 'read',
    owner: 'gateway',
    summary: 'What this service takes',
    answers: { 200: limitsSchema },
  },
  getUsage: {
    method: 'GET',
    path: '/v1/usage',
    scope: 'read',
    owner: 'gateway',
    summary: 'What the tenant uses',
    answers: { 200: usageSchema },
  },
  listWorkers: {
    method: 'GET',
    path: '/v1/workers',
    scope: 'read',
    owner: 'gateway',
    summary: 'Workers; the current job only where it is one’s own',
    answers: { 200: Type.Object({ items: Type.Array(workerSchema) }, closed) },
  },
  listTargets: {
    method: 'GET',
    path: '/v1/targets',
    scope: 'read',
    owner: 'gateway',
    summary: 'Targets, and how many workers serve each',
    answers: { 200: Type.Object({ items: Type.Array(targetSchema) }, closed) },
  },
  createKey: {
    method: 'POST',
    path: '/v1/keys',
    scope: 'admin',
    owner: 'gateway',
    idempotent: true,
    summary: 'Make a key; it is shown this once',
    body: keyRequestSchema,
    answers: { 201: mintedKeySchema },
  },
  listKeys: {
    method: 'GET',
    path: '/v1/keys',
    scope: 'admin',
    owner: 'gateway',
    summary: 'Keys, without their secrets',
    answers: { 200: Type.Object({ items: Type.Array(keySchema) }, closed) },
  },
  revokeKey: {
    method: 'DELETE',
    path: '/v1/keys/:id',
    scope: 'admin',
    owner: 'gateway',
    summary: 'Revoke a key',
    params: idParams('key'),
    answers: { 204: null },
  },
} as const satisfies Record<string, Route>;

export type RouteName = keyof typeof routes;
