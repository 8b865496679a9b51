/** A remark on the data. `message` says what and where, `fix` what next; the numbers behind it are in `evidence`. */
export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: string;
  readonly fix: string;
  readonly evidence: Readonly<Record<string, number>>;
}

export type DiagnosticCode =
  | 'few-samples'
  | 'constant-samples'
  | 'duplicate-samples'
  | 'noise'
  | 'preprocessing-unstated'
  | 'outside-preprocessing'
  | 'large-values'
  | 'range-drift'
  | 'outlier-sample'
  | 'channel-order'
  | 'numeric-class-folders';

/** What was found, and the ranges that were seen while looking. */
export interface DatasetDiagnostics {
  /** Samples in the data set, and how many of them were looked at. */
  readonly samples: number;
  readonly examined: number;
  readonly findings: readonly Diagnostic[];
  readonly inputs: Readonly<Record<string, { readonly min: number; readonly max: number; readonly mean: number }>>;
}
