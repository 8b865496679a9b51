import { ProblemError } from '@octet/contracts';

const byCode: Readonly<Record<string, string>> = {
  ENOTFOUND: 'The name of the receiver is not known.',
  EAI_AGAIN: 'The name of the receiver could not be resolved.',
  ECONNREFUSED: 'The receiver refused the connection.',
  ECONNRESET: 'The receiver closed the connection before it answered.',
  EPIPE: 'The receiver closed the connection before it answered.',
  UND_ERR_SOCKET: 'The receiver closed the connection before it answered.',
  EHOSTUNREACH: 'The receiver cannot be reached.',
  ENETUNREACH: 'The receiver cannot be reached.',
};

const timeouts = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT', 'ETIMEDOUT']);

/** What a try's owner reads in the delivery log. Never the text of the error: it may hold addresses of the operator's network. */
export function wordsFor(error: unknown, timeoutMs: number): string {
  if (error instanceof ProblemError) return error.message;
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (name === 'TimeoutError' || (typeof code === 'string' && timeouts.has(code))) return `No answer within ${timeoutMs / 1000} s.`;
  if (typeof code !== 'string') return 'The receiver could not be called.';
  return byCode[code] ?? (isOfTls(code) ? `TLS with the receiver failed (${code}).` : `The receiver could not be called (${code}).`);
}

const isOfTls = (code: string): boolean => /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED|EPROTO)/.test(code);
