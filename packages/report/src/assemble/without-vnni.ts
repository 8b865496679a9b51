import { type Diagnostic, decibelsAsNumber, type ReportParts } from '@octet/contracts';
import { format } from '../format.ts';

/** A loss below this is not worth another artifact. */
const noticeableDb = 1;

/** What an artifact with unguarded pair sums is worth on an x86 CPU without VNNI: a warning where that is noticeably less than here. */
export function withoutVnni({ execution, accuracy }: ReportParts): readonly Diagnostic[] {
  if (execution?.without_vnni === undefined) return [];
  const { sqnr_db, method } = execution.without_vnni;
  const loses = accuracy === undefined || decibelsAsNumber(accuracy.sqnr_db) - decibelsAsNumber(sqnr_db) > noticeableDb;
  return [
    {
      code: 'target/without-vnni',
      severity: loses ? 'warning' : 'info',
      message: `On a CPU without VNNI this artifact's output has ${format.decibels(sqnr_db)} (${method}).`,
      fix: 'Choose target ort-cpu-x86 for one file that is right on every x86 CPU.',
    },
  ];
}
