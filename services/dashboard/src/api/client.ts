import { OctetClient } from '@octet/client';
import { session } from '../session/session.ts';

/** As window.fetch has to be called: on nothing. */
const send: typeof fetch = (input, init) => fetch(input, init);

export const clientFor = (key: string, fetchOf: typeof fetch = send): OctetClient =>
  new OctetClient({ url: location.origin, key, fetch: fetchOf, tries: 2 });

/** With the key of this tab; what the service refuses is thrown as a ProblemError. */
export const octet = (fetchOf?: typeof fetch): OctetClient => clientFor(session.get().key ?? '', fetchOf);
