import type { Recipe, Report } from '@octet/contracts';

export interface Job {
  /** Paths. */
  readonly model: string;
  readonly calibration: string;
  /** Labelled or not; without it a seeded part of the calibration samples is held out. */
  readonly evaluation?: string | undefined;
  readonly recipe: Recipe;
  /** Folder for the artifact and the report; made where it is missing. */
  readonly out: string;
  /** Worker threads; default: the cores. The artifact does not depend on it. */
  readonly workers?: number | undefined;
}

export interface JobResult {
  readonly report: Report;
  /** Paths by file name: model.int8.onnx, report.json, report.html, report.md. */
  readonly files: Readonly<Record<string, string>>;
}
