import { ProblemError } from '@octet/contracts';
import ipaddr from 'ipaddr.js';

export interface PermittedAddresses {
  /** True where the operator named this host: then it may have any address, and needs no TLS. */
  namesHost(hostname: string): boolean;
  /** Whether a connection to this address, made for this host, may exist. */
  permits(hostname: string, address: string): boolean;
}

const globalUnicast = ipaddr.parseCIDR('2000::/3');

/** The entries of OCTET_WEBHOOK_ALLOW: by commas or spaces. */
export const allowList = (text: string): readonly string[] => Object.freeze(text.split(/[\s,]+/).filter((entry) => entry !== ''));

/**
 * Public unicast addresses, and what `allow` names: CIDRs, addresses, host names. Throws ProblemError 'config/invalid' for an entry that is
 * neither.
 */
export function permittedAddresses(allow: readonly string[]): PermittedAddresses {
  const blocks = allow.filter(isBlock).map(blockOf);
  const names = new Set(allow.filter((entry) => !isBlock(entry)).map(nameOf));
  return {
    namesHost: (hostname) => names.has(hostname) || (ipaddr.isValid(bare(hostname)) && inBlocks(blocks, ipaddr.parse(bare(hostname)))),
    permits(hostname, address) {
      if (!ipaddr.isValid(address)) return false;
      const parsed = ipaddr.parse(address);
      return names.has(hostname) || inBlocks(blocks, parsed) || isPublic(parsed);
    },
  };
}

type Address = ReturnType<typeof ipaddr.parse>;
type Block = ReturnType<typeof ipaddr.parseCIDR>;

/**
 * Mapped, NAT64, 6to4 and Teredo addresses have ranges of their own here and are refused with all the rest; IPv4-compatible ones (::127.0.0.1)
 * count as unicast to ipaddr.js, and lie outside of what is given out.
 */
function isPublic(address: Address): boolean {
  return address.range() === 'unicast' && (address.kind() === 'ipv4' || address.match(globalUnicast));
}

const inBlocks = (blocks: readonly Block[], address: Address): boolean =>
  blocks.some((block) => block[0].kind() === address.kind() && address.match(block));

/** Of a URL's hostname: IPv6 without its brackets. */
export const bare = (hostname: string): string => hostname.replace(/^\[|\]$/g, '');

const isBlock = (entry: string): boolean => entry.includes('/') || ipaddr.isValid(bare(entry));

function blockOf(entry: string): Block {
  try {
    const text = bare(entry);
    return entry.includes('/') ? ipaddr.parseCIDR(text) : [ipaddr.parse(text), ipaddr.parse(text).kind() === 'ipv4' ? 32 : 128];
  } catch (cause) {
    throw badEntry(entry, cause);
  }
}

function nameOf(entry: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) throw badEntry(entry);
  return entry.toLowerCase();
}

const badEntry = (entry: string, cause?: unknown): ProblemError =>
  new ProblemError('config/invalid', `Configuration: OCTET_WEBHOOK_ALLOW holds "${entry}", which is no CIDR, address or host name.`, {
    cause,
  });
