import { type Route, type RouteName, routes } from '@octet/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteShorthandOptions } from 'fastify';
import type { Static, TSchema } from 'typebox';
import { refuseOtherMediaTypes } from './media-type.ts';
import { principalOf } from './principal.ts';

type PartOf<Name extends RouteName, Part extends string> = (typeof routes)[Name] extends {
  readonly [P in Part]: infer Schema extends TSchema;
}
  ? Static<Schema>
  : unknown;

/** A request of the named route, as its schemas say once it has been checked. */
export type RouteRequest<Name extends RouteName> = FastifyRequest<{
  Params: PartOf<Name, 'params'>;
  Querystring: PartOf<Name, 'query'>;
  Body: PartOf<Name, 'body'>;
}>;

/**
 * Registers a route of the table. Key, scope and rate limit are looked at before the body is read; path, query and a JSON body are checked
 * against the table's schemas, and other content types than the table's are refused. `handler` answers with what is sent, or throws a ProblemError.
 */
export function addRoute<Name extends RouteName>(
  app: FastifyInstance,
  name: Name,
  handler: (request: RouteRequest<Name>, reply: FastifyReply) => Promise<unknown>,
  options: Pick<RouteShorthandOptions, 'bodyLimit' | 'logLevel' | 'config' | 'onRequest'> = {},
): void {
  const route: Route = routes[name];
  const { method, path, scope, params, query, body } = route;
  app.route({
    ...options,
    method,
    url: path,
    schema: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { querystring: query }),
      ...(body === undefined ? {} : { body: { content: { 'application/json': { schema: body } } } }),
    },
    onRequest: [
      async (request, reply) => {
        request.principal = await principalOf(request, scope, app.authenticate);
        await app.countRequest(request, reply);
        refuseOtherMediaTypes(request, route);
      },
      ...[options.onRequest ?? []].flat(),
    ],
    handler: handler as (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>,
  });
}
