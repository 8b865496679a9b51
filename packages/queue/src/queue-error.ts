/** The queue's server cannot be reached or does not do what it was asked. */
export class QueueError extends Error {
  readonly code: 'queue/unreachable' | 'queue/closed';

  constructor(code: QueueError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'QueueError';
    this.code = code;
  }
}

/** Where a server is, without the password that its URL may hold. */
export function placeOf(url: string): string {
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
