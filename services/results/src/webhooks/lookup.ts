import { lookup } from 'node:dns/promises';

/** Every address of a name. */
export type Lookup = (hostname: string) => Promise<readonly string[]>;

export const systemLookup: Lookup = async (hostname) => (await lookup(hostname, { all: true })).map(({ address }) => address);
