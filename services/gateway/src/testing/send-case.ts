import { type Route, type RouteName, routes } from '@octet/contracts';
import request, { type Response } from 'supertest';
import { type RouteCase, routeCases } from './route-cases.ts';
import type { World } from './world.ts';

/** Sends the case of a route, with a key or without. */
export async function sendCase(
  url: string,
  name: RouteName,
  { world, key }: { readonly world: World; readonly key: string | undefined },
): Promise<Response> {
  const { method, path }: Route = routes[name];
  const { params, query, json, bytes } = routeCases[name](world) as RouteCase;
  const filled = path.replaceAll(/:(\w+)/g, (_, param: string) => params?.[param] ?? '');
  const sent = request(url)
    [method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete'](filled)
    .query(query ?? {});
  if (key !== undefined) sent.set('authorization', `Bearer ${key}`);
  if (bytes !== undefined) return await sent.set('content-type', 'application/octet-stream').send(bytes);
  return await (json === undefined ? sent : sent.send(json as object));
}
