import { isIP, type LookupFunction } from 'node:net';
import { ProblemError } from '@octet/contracts';
import { bare, type PermittedAddresses } from '@octet/http';
import { buildConnector, Client } from 'undici';
import type { Lookup } from './lookup.ts';

export interface PinOptions {
  readonly permitted: PermittedAddresses;
  readonly lookup: Lookup;
  readonly timeoutMs: number;
}

/**
 * A client of one receiver that can connect to one address alone. The name is resolved once, here, and all that it resolves to is checked:
 * a second answer of its name server has no way in. Host and certificate stay those of the name. Throws ProblemError
 * 'webhook/forbidden-address', or what the lookup throws.
 */
export async function pinnedClient(url: URL, { permitted, lookup, timeoutMs }: PinOptions): Promise<Client> {
  const { hostname } = url;
  const addresses = isIP(bare(hostname)) === 0 ? await lookup(hostname) : [bare(hostname)];
  if (!addresses.every((address) => permitted.permits(hostname, address))) throw forbidden();
  const [address] = addresses;
  if (address === undefined) throw Object.assign(new Error('no address'), { code: 'ENOTFOUND' });

  const pinned: LookupFunction = (_hostname, { all }, callback) => {
    if (all === true) callback(null, [{ address, family: isIP(address) }]);
    else callback(null, address, isIP(address));
  };
  const connect = buildConnector({ timeout: timeoutMs, lookup: pinned, autoSelectFamily: false });
  return new Client(url.origin, {
    pipelining: 0,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    connect: (options, callback) =>
      connect(options, (error, socket) => {
        if (error !== null) return callback(error, null);
        // The last look, at the connection that is really there.
        if (permitted.permits(hostname, socket.remoteAddress ?? '')) return callback(null, socket);
        socket.destroy();
        callback(forbidden(), null);
      }),
  });
}

const forbidden = (): ProblemError =>
  new ProblemError('webhook/forbidden-address', 'The name of the receiver leads to an address that webhooks do not go to.');
