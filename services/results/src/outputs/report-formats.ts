import { negotiate } from '@fastify/accept-negotiator';
import type { OutputName } from '@octet/contracts';

export type ReportName = Extract<OutputName, `report.${string}`>;

export const reportTypes = {
  'report.json': 'application/json',
  'report.html': 'text/html; charset=utf-8',
  'report.md': 'text/markdown; charset=utf-8',
} as const satisfies Record<ReportName, string>;

/** In the order of preference where the asker has none. */
const answers: Readonly<Record<string, ReportName>> = {
  'application/json': 'report.json',
  'text/html': 'report.html',
  'text/markdown': 'report.md',
  '*/*': 'report.json',
  'application/*': 'report.json',
  'text/*': 'report.html',
};
const ranges = Object.keys(answers);

/** The report that an Accept field asks for; undefined where there is none such. */
export function reportFor(accept: string | undefined): ReportName | undefined {
  if (accept === undefined || accept.trim() === '') return 'report.json';
  // Parameters other than the weight (charset=utf-8) do not matter here.
  const range = negotiate(accept.toLowerCase().replaceAll(/;\s*(?!q=)[^;,]*/g, ''), ranges);
  return range === null ? undefined : answers[range];
}
