/** What became of one model. `crashed` and `hung` are faults of Octet whatever the model is; `wrong` is one where the answers differ. */
export type OutcomeKind = 'quantized' | 'weights-only' | 'untouched' | 'refused' | 'wrong' | 'crashed' | 'hung';

export interface Outcome {
  /** Path inside the conformance folder. */
  readonly model: string;
  readonly kind: OutcomeKind;
  /** Whether onnxruntime opens the FP32 model. */
  readonly opens: boolean;
  /** Whether it also runs on some seeded feeds; undefined where it was not reached. */
  readonly runs?: boolean | undefined;
  /** Of a refusal. */
  readonly code?: string | undefined;
  readonly where?: string | undefined;
  /** Why it is untouched, what differs, what was said when it was refused. For people. */
  readonly detail?: string | undefined;
  /** Nodes that compute on integers. */
  readonly integerNodes?: number | undefined;
}

/** The outcomes that a conforming engine may have. */
export const conforming: ReadonlySet<OutcomeKind> = new Set(['quantized', 'weights-only', 'untouched', 'refused']);
