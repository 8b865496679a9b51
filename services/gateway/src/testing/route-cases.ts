import type { RouteName } from '@octet/contracts';
import type { World } from './world.ts';

/** A request that a route takes, and the status of its answer. */
export interface RouteCase {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly status: number;
}

const endpoint = `whe_${'0'.repeat(26)}`;
const delivery = `whd_${'0'.repeat(26)}`;
const job = ({ job: id }: World) => ({ params: { id }, status: 200 });
const onEndpoint = () => ({ params: { id: endpoint }, status: 200 });

/** Every route of the table: a new one without a case does not compile. */
export const routeCases = {
  submitJob: ({ model, dataset }) => ({ json: { model, calibration: dataset, name: 'a job' }, status: 202 }),
  listJobs: () => ({ query: { limit: '2', state: 'queued' }, status: 200 }),
  getJob: job,
  cancelJob: ({ job: id }) => ({ params: { id }, status: 202 }),
  retryJob: ({ ended }) => ({ params: { id: ended }, status: 202 }),
  deleteJob: ({ ended }) => ({ params: { id: ended }, status: 204 }),
  listEvents: job,
  listLogs: job,
  getArtifact: job,
  getReportJson: job,
  getReportHtml: job,
  getReportMarkdown: job,
  getReport: job,
  getEvidence: job,
  uploadModel: () => ({ query: { filename: 'net.onnx' }, bytes: Buffer.from(`model ${Math.random()}`), status: 201 }),
  listModels: () => ({ status: 200 }),
  getModel: ({ model }) => ({ params: { digest: model }, status: 200 }),
  deleteModel: ({ spareModel }) => ({ params: { digest: spareModel }, status: 204 }),
  uploadDataset: () => ({ bytes: Buffer.from(`data ${Math.random()}`), status: 201 }),
  listDatasets: () => ({ status: 200 }),
  getDataset: ({ dataset }) => ({ params: { digest: dataset }, status: 200 }),
  deleteDataset: ({ spareDataset }) => ({ params: { digest: spareDataset }, status: 204 }),
  createUpload: () => ({ json: { kind: 'model', filename: 'net.onnx', bytes: 10 }, status: 201 }),
  getUpload: ({ upload }) => ({ params: { id: upload }, status: 200 }),
  putPart: ({ upload, part }) => ({ params: { id: upload, n: '1' }, bytes: part, status: 200 }),
  completeUpload: ({ upload }) => ({ params: { id: upload }, status: 201 }),
  deleteUpload: ({ upload }) => ({ params: { id: upload }, status: 204 }),
  createEndpoint: () => ({ json: { url: 'https://example.com/hook' }, status: 200 }),
  listEndpoints: () => ({ status: 200 }),
  getEndpoint: onEndpoint,
  changeEndpoint: () => ({ ...onEndpoint(), json: { enabled: true } }),
  deleteEndpoint: onEndpoint,
  rotateSecret: onEndpoint,
  getWebhookSecret: () => ({ status: 200 }),
  pingEndpoint: onEndpoint,
  listDeliveries: onEndpoint,
  listJobDeliveries: job,
  replayDelivery: () => ({ params: { id: delivery }, status: 200 }),
  compareJobs: ({ job: a, ended: b }) => ({ query: { a, b }, status: 200 }),
  getLimits: () => ({ status: 200 }),
  getUsage: () => ({ status: 200 }),
  listWorkers: () => ({ status: 200 }),
  listTargets: () => ({ status: 200 }),
  createKey: () => ({ json: { name: 'ci' }, status: 201 }),
  listKeys: () => ({ status: 200 }),
  revokeKey: ({ key }) => ({ params: { id: key }, status: 204 }),
} satisfies Record<RouteName, (world: World) => RouteCase>;
