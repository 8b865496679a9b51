import { ProblemError } from '@octet/contracts';
import ipaddr from 'ipaddr.js';
import { bare, type PermittedAddresses } from './permitted-addresses.ts';

/**
 * The address of a receiver, as far as it can be judged without asking for its name: https, no credentials, no forbidden address in any
 * notation (parsing makes 127.0.0.1 of 2130706433, 0x7f.1 and 0177.0.0.1). Throws ProblemError 'webhook/forbidden-address'.
 */
export function webhookUrl(text: string, permitted: PermittedAddresses): URL {
  const url = URL.parse(text);
  if (url === null) throw forbidden('This is no absolute address. Give https://host/path.');
  const { protocol, hostname } = url;
  const named = permitted.namesHost(hostname);
  if (protocol !== 'https:' && !(protocol === 'http:' && named)) throw forbidden('Webhooks go to https addresses alone.');
  if (url.username !== '' || url.password !== '') {
    throw forbidden('The address holds credentials. Leave them out: every delivery is signed, and the receiver can check that.');
  }
  if (named) return url;
  if (ipaddr.isValid(bare(hostname)) ? !permitted.permits(hostname, bare(hostname)) : isLocalName(hostname)) {
    throw forbidden(`${hostname} is not a public address. Webhooks do not go to loopback, private or other special addresses.`);
  }
  return url;
}

const isLocalName = (hostname: string): boolean => /(^|\.)localhost\.?$/.test(hostname);

const forbidden = (detail: string): ProblemError => new ProblemError('webhook/forbidden-address', detail);
