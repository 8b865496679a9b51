import type { Report } from '@octet/contracts';
import { stagesChart } from '../../charts/stages.ts';
import { format } from '../../format.ts';
import { cpuInWords, flagsInWords } from '../../words.ts';
import { facts, figure, fold, lines, section, table } from '../elements.ts';
import { html, type Markup } from '../markup.ts';

/** What it takes to make the same artifact again. */
export function provenanceSection({ provenance }: Report): Markup {
  const { stages, recipe, versions, cpu, seeds, peak_memory_bytes, finished_at, notes } = provenance;
  const digests = [
    ['FP32 model', provenance.model_sha256],
    ['Calibration data', provenance.calibration_sha256],
    ['Evaluation data', provenance.evaluation_sha256],
    ['Recipe', provenance.recipe_sha256],
    ['INT8 model', provenance.artifact_sha256],
  ] as const;
  const timings = table('Stages', stages, [
    { head: 'Stage', cell: ({ stage }) => stage },
    { head: 'Time', numeric: true, cell: ({ seconds }) => format.seconds(seconds) },
  ]);
  return section('provenance', {
    title: 'Provenance',
    lead: 'The same inputs, recipe and versions give the same artifact, byte for byte.',
    content: html`${facts(...digests.map(([what, digest]) => (digest === undefined ? undefined : ([`${what}, SHA-256`, html`<code class="digest">${digest}</code>`] as const))))}
${stages.length > 0 && figure('Stages, one after the other', { chart: stagesChart(stages), table: timings })}
${facts(
  cpu && ['CPU', cpuInWords(provenance)],
  cpu && ['CPU flags that matter', flagsInWords(cpu.flags)],
  ['Peak memory', format.bytes(peak_memory_bytes)],
  ...Object.entries(versions).map(([what, version]) => [what, version] as const),
  ...Object.entries(seeds).map(([what, seed]) => [`Seed, ${what}`, seed] as const),
  finished_at === undefined ? undefined : ['Finished', finished_at],
)}
${notes?.map((note) => html`<p class="note">${note}</p>`)}
${fold('Recipe as resolved', html`<pre>${lines(JSON.stringify(recipe, null, 2))}</pre>`)}`,
  });
}
