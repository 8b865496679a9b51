import rateLimit from '@fastify/rate-limit';
import { ProblemError } from '@octet/contracts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const windowSeconds = 60;

/** Counts a key's requests in this process and says so in the RateLimit fields; throws ProblemError 'rate/limited' beyond `perMinute`. */
export type CountRequest = (request: FastifyRequest, reply: FastifyReply) => Promise<void>;

export async function rateLimiter(app: FastifyInstance, perMinute: number): Promise<CountRequest> {
  await app.register(rateLimit, { global: false });
  const count = app.createRateLimit({ max: perMinute, timeWindow: windowSeconds * 1000, keyGenerator: ({ principal }) => principal.keyId });
  return async (request, reply) => {
    const counted = await count(request);
    if (counted.isAllowed) return;
    reply.header('ratelimit-policy', `"requests";q=${perMinute};w=${windowSeconds}`);
    reply.header('ratelimit', `"requests";r=${counted.remaining};t=${counted.ttlInSeconds}`);
    if (!counted.isExceeded) return;
    reply.header('retry-after', counted.ttlInSeconds);
    throw new ProblemError('rate/limited', `This key has sent ${perMinute} requests within a minute. Wait ${counted.ttlInSeconds} s.`);
  };
}
