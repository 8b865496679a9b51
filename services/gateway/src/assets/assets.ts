import type { Readable } from 'node:stream';
import { type AssetKind, ProblemError } from '@octet/contracts';
import { addRoute, type RouteRequest } from '@octet/http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { type Allowance, allowanceFor } from '../intake/allowance.ts';
import { announcedDigest } from '../intake/content-digest.ts';
import { askForBody } from '../intake/expect-continue.ts';
import { filenameFromDisposition } from '../intake/filename.ts';
import { isForm, partsOf } from '../intake/multipart.ts';
import { noteAsset } from '../intake/note-asset.ts';
import { refuseEncoded, type TakenFile, takeFile } from '../intake/take-file.ts';
import type { GatewayParts } from '../parts.ts';

const routeNames = {
  model: { upload: 'uploadModel', list: 'listModels', get: 'getModel', remove: 'deleteModel' },
  dataset: { upload: 'uploadDataset', list: 'listDatasets', get: 'getDataset', remove: 'deleteDataset' },
} as const;
const inWords = { model: 'model', dataset: 'data set' } as const satisfies Record<AssetKind, string>;
/** Boundaries and part headers of a multipart body. */
const envelopeBytes = 64 * 1024;

/** /v1/models and /v1/datasets: files of a tenant under their digests. */
export function assetRoutes(app: FastifyInstance, parts: GatewayParts): void {
  for (const kind of ['model', 'dataset'] as const) assetRoutesOf(kind, app, parts);
}

function assetRoutesOf(kind: AssetKind, app: FastifyInstance, parts: GatewayParts): void {
  const { ledger, store, config } = parts;
  const names = routeNames[kind];
  const fileLimit = { model: config.OCTET_MAX_MODEL_BYTES, dataset: config.OCTET_MAX_DATASET_BYTES }[kind];
  const noSuchAsset = () => new ProblemError('not-found', `There is no ${inWords[kind]} with this digest.`);

  addRoute(app, names.upload, async (request, reply) => {
    const { tenant } = request.principal;
    refuseEncoded(request);
    const bodyLimit = isForm(request) ? fileLimit + envelopeBytes : fileLimit;
    const allowance = (await allowanceFor(parts, { tenant, contentLength: request.headers['content-length'], bodyLimit })).under(fileLimit);
    const { filename, ...file } = await (isForm(request) ? takeForm(request, allowance) : takeRaw(request, allowance));
    const { asset, created } = await noteAsset(parts, { tenant, kind, file, filename: request.query.filename ?? filename });
    return reply
      .code(created ? 201 : 200)
      .header('location', `/v1/${kind}s/${asset.digest}`)
      .send(asset);
  });

  addRoute(app, names.list, async ({ principal, query }) => ledger.assets.list(principal.tenant, kind, query));

  addRoute(app, names.get, async ({ principal, params }) => {
    const asset = await ledger.assets.get(principal.tenant, kind, params.digest);
    if (asset === undefined) throw noSuchAsset();
    return asset;
  });

  addRoute(app, names.remove, async ({ principal, params }, reply: FastifyReply) => {
    const result = await ledger.assets.remove(principal.tenant, kind, params.digest);
    if (result === 'not-found') throw noSuchAsset();
    if (result === 'in-use') throw new ProblemError('asset/in-use', `A job that has not ended needs this ${inWords[kind]}.`);
    return reply.code(204).send();
  });

  type UploadRequest = RouteRequest<'uploadModel'>;
  type NamedFile = TakenFile & { readonly filename: string | undefined };

  async function takeRaw(request: UploadRequest, allowance: Allowance): Promise<NamedFile> {
    const announced = announcedDigest(request.headers['content-digest']);
    askForBody(request.raw);
    const file = await takeFile(request.body as Readable, { what: 'The body', allowance, announced, store });
    return { ...file, filename: filenameFromDisposition(request.headers['content-disposition']) };
  }

  async function takeForm(request: UploadRequest, allowance: Allowance): Promise<NamedFile> {
    let taken: NamedFile | undefined;
    for await (const { name, file, filename, announced } of partsOf(request)) {
      if (name !== 'file' || taken !== undefined) {
        throw new ProblemError('request/multipart', `The part "${name}" is one too many; send one file, as "file".`);
      }
      taken = { ...(await takeFile(file, { what: 'The part "file"', allowance, announced, store })), filename };
    }
    if (taken === undefined) throw new ProblemError('request/multipart', 'The part "file" is missing.');
    return taken;
  }
}
