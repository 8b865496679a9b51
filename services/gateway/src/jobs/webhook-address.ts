import { BlockList, isIP } from 'node:net';
import { ProblemError } from '@octet/contracts';

/** Whether a host, or an address as a URL writes it, is on the list of OCTET_WEBHOOK_ALLOW (hosts, addresses and CIDRs, by commas). */
export function allowedHosts(list = ''): (hostname: string) => boolean {
  const entries = list
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '');
  const networks = new BlockList();
  for (const entry of entries) {
    const [address = '', prefix] = entry.split('/');
    const family = familyOf(address);
    if (family === undefined) continue;
    if (prefix === undefined) networks.addAddress(address, family);
    else networks.addSubnet(address, Number(prefix), family);
  }
  return (hostname) => {
    const address = hostname.replaceAll(/[[\]]/g, '');
    const family = familyOf(address);
    return entries.includes(hostname) || (family !== undefined && networks.check(address, family));
  };
}

/**
 * The cheap part of the check, when a job is submitted: https unless the host is allowed, no credentials. Results looks at the addresses behind
 * the name, each time before it calls. Throws ProblemError 'webhook/forbidden-address'.
 */
export function checkWebhookUrl(text: string, isAllowed: (hostname: string) => boolean): void {
  const url = URL.parse(text);
  const fault = url === null ? 'is no absolute URL' : faultOf(url, isAllowed);
  if (fault === undefined) return;
  throw new ProblemError('webhook/forbidden-address', `webhook_url ${fault}.`, { faults: [{ pointer: '/webhook_url', message: fault }] });
}

function faultOf({ protocol, hostname, username, password }: URL, isAllowed: (hostname: string) => boolean): string | undefined {
  if (username !== '' || password !== '') return 'holds credentials; a receiver checks the signature instead';
  if (protocol === 'https:') return hostname === 'localhost' && !isAllowed(hostname) ? 'names this machine' : undefined;
  if (protocol === 'http:' && isAllowed(hostname)) return undefined;
  return `has the scheme ${protocol} and must have https:`;
}

const familyOf = (address: string): 'ipv4' | 'ipv6' | undefined =>
  ({ 4: 'ipv4', 6: 'ipv6' })[isIP(address) as 4 | 6] as 'ipv4' | 'ipv6' | undefined;
