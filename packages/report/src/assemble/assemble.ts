import { type Diagnostic, deepFreeze, type Latency, overallVerdict, type Report, type ReportParts } from '@octet/contracts';
import { adviceFor } from './advice.ts';
import { executionTotals } from './execution-totals.ts';
import { judgeGates } from './gates.ts';
import { headlineOf } from './headline.ts';
import { notFinite } from './not-finite.ts';

/** The report of one job, frozen, from the stages' records: same parts, same report. Reads no clock and no file. */
export function assembleReport(parts: ReportParts): Report {
  const gates = judgeGates(parts);
  const verdict = overallVerdict(gates.map((gate) => gate.verdict));
  const { size, latency, execution, ...rest } = parts;
  return deepFreeze(
    structuredClone({
      schema: 'octet-report/1' as const,
      verdict,
      headline: headlineOf(parts, verdict, gates),
      gates,
      advice: adviceFor(parts, gates),
      ...rest,
      size: {
        ...size,
        file_ratio: size.fp32_file_bytes / size.int8_file_bytes,
        weight_ratio: size.fp32_weight_bytes / (size.int8_weight_bytes + size.scale_bytes),
      },
      ...(latency && { latency: thinned(latency) }),
      ...(execution && { execution: { ...execution, totals: executionTotals(execution) } }),
      warnings: [...parts.warnings, ...gapsIn(parts)],
    }),
  );
}

const rawLimit = 500;

function thinned(latency: Latency): Latency {
  const keep = <Times extends { readonly raw_us: readonly number[] }>(times: Times): Times => ({ ...times, raw_us: evenly(times.raw_us) });
  return { ...latency, runs: latency.runs.map((run) => ({ ...run, fp32: keep(run.fp32), int8: keep(run.int8) })) };
}

function evenly(values: readonly number[]): readonly number[] {
  if (values.length <= rawLimit) return values;
  return Array.from({ length: rawLimit }, (_, i) => values[Math.floor((i * values.length) / rawLimit)] ?? Number.NaN);
}

/** A measurement that came out as NaN or infinite must not cost the user the report, nor pass unseen. */
function gapsIn(parts: ReportParts): readonly Diagnostic[] {
  const pointers = notFinite(parts);
  if (pointers.length === 0) return [];
  const message = `Some measurements are not finite, and are null in the JSON: ${pointers.join(', ')}.`;
  return [{ code: 'report/not-finite', severity: 'warning', message }];
}
