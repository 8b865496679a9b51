import { ProblemError, problemFrom } from '@octet/contracts';
import createClient, { type Middleware } from 'openapi-fetch';
import { session } from '../session/session.ts';
import type { paths } from './gen/openapi.ts';

/** The public API under the key of this tab, typed by its OpenAPI document. What the service refuses is thrown as a ProblemError. */
export const octet = createClient<paths>({ baseUrl: location.origin });

/** 304 is no refusal: it was asked for. */
const manners: Middleware = {
  onRequest({ request }) {
    if (!request.headers.has('authorization')) request.headers.set('authorization', `Bearer ${session.get().key ?? ''}`);
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok && response.status !== 304) throw await problemFrom(response);
  },
  // fetch throws a TypeError for whatever goes wrong on the wire; that its caller gave up is no fault of the service.
  onError({ error, request }) {
    if (error instanceof TypeError && !request.signal.aborted) return unreachable(error);
  },
};
octet.use(manners);

const unreachable = (cause: TypeError) =>
  new ProblemError('service/unavailable', `The service does not answer (${cause.message}). Is it running, and is its address right?`, {
    cause,
  });

/** The body of a success; there is no other answer, as refusals are thrown. */
export async function bodyOf<Body>(call: Promise<{ readonly data?: Body }>): Promise<Body> {
  return (await call).data as Body;
}
