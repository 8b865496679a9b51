import { OnnxError } from '../errors.ts';

/**
 * Gives the bytes of a file beside the model. `check` says early, at decoding, whether the range exists, so that a missing file is not
 * noticed in the middle of a run.
 */
export interface ExternalData {
  (location: string, offset: number, length: number): Uint8Array;
  readonly check?: (location: string, offset: number, length: number) => void;
}

export interface DecodeContext {
  readonly bytes: Uint8Array;
  readonly externalData: ExternalData | undefined;
  /** Counts one more thing that becomes an object in memory. */
  readonly count: () => void;
}

/**
 * Nodes, values, attributes and initializers of one model. A node can be 5 bytes in a file but is some 700 in memory; the limit keeps a
 * hostile file from taking all of it. Real models have a hundredth of this.
 */
const partLimit = 1_000_000;

export function decodeContext(bytes: Uint8Array, externalData: ExternalData | undefined): DecodeContext {
  let parts = 0;
  return {
    bytes,
    externalData,
    count: () => {
      if (++parts > partLimit) {
        throw new OnnxError(
          'model/too-large',
          `The model has more than ${partLimit} nodes, values, attributes and initializers. Split it.`,
        );
      }
    },
  };
}
