import { type Job, type OutputName, ProblemError } from '@octet/contracts';
import { addRoute } from '@octet/http';
import type { Principal } from '@octet/ledger';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Parts } from '../parts.ts';
import { findOutput } from './find-output.ts';
import { type ReportName, reportFor, reportTypes } from './report-formats.ts';
import { sendObject } from './send-object.ts';

/** The page itself allows its one stylesheet by hash; this holds whatever the bytes are: no script, no request, no origin of ours. */
const reportPolicy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox";

/** Artifacts, reports and evidence of the asker's own jobs. */
export function outputRoutes(app: FastifyInstance, { ledger, store }: Pick<Parts, 'ledger' | 'store'>): void {
  const find = (principal: Principal, id: string, name: OutputName) => findOutput(ledger, principal, { id, name });

  addRoute(app, 'getArtifact', async (request, reply) => {
    const { job, output } = await find(request.principal, request.params.id, 'artifact');
    const options = { filename: `${stem(job)}.int8.onnx`, disposition: 'attachment', type: 'application/octet-stream' } as const;
    return await sendObject(store, { request, reply, output }, options);
  });

  addRoute(app, 'getReportJson', (request, reply) => sendReport(request, reply, 'report.json'));
  addRoute(app, 'getReportHtml', (request, reply) => sendReport(request, reply, 'report.html'));
  addRoute(app, 'getReportMarkdown', (request, reply) => sendReport(request, reply, 'report.md'));
  addRoute(app, 'getReport', async (request, reply) => {
    const name = reportFor(request.headers.accept);
    if (name === undefined) throw new ProblemError('request/not-acceptable', 'Reports are application/json, text/html and text/markdown.');
    return await sendReport(request, reply, name, 'accept, authorization');
  });

  addRoute(app, 'getEvidence', async (request, reply) => {
    const { job, output } = await find(request.principal, request.params.id, 'evidence');
    const options = { filename: `${stem(job)}.evidence.json`, disposition: 'inline', type: 'application/json' } as const;
    return await sendObject(store, { request, reply, output }, options);
  });

  async function sendReport(request: ReportRequest, reply: FastifyReply, name: ReportName, vary = 'authorization'): Promise<FastifyReply> {
    const { job, output } = await find(request.principal, request.params.id, name);
    if (name === 'report.html') reply.header('content-security-policy', reportPolicy);
    const disposition = request.query.download === true ? 'attachment' : 'inline';
    const options = { filename: `${stem(job)}.${name}`, disposition, type: reportTypes[name], vary } as const;
    return await sendObject(store, { request, reply, output }, options);
  }
}

type ReportRequest = FastifyRequest<{ Params: { id: string }; Querystring: { download?: boolean } }>;

/** Of the model's file name, which is the user's own and may hold anything: Content-Disposition quotes it. */
const stem = ({ model }: Job): string => model.filename.replace(/\.onnx$/i, '') || 'model';
