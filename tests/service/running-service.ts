import { OctetClient } from '@octet/client';

/** A service under test, in whichever mode. */
export interface RunningService extends AsyncDisposable {
  readonly url: string;
  readonly key: string;
  /** What all its processes have printed: shown when a test fails. */
  output(): string;
}

export const clientOf = ({ url, key }: Pick<RunningService, 'url' | 'key'>): OctetClient => new OctetClient({ url, key });
