import { costWithoutVnni, type Diagnostic, type ReportParts } from '@octet/contracts';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { assembleReport } from './assemble/assemble.ts';
import { renderHtml } from './html/page.ts';
import { reportParts } from './report-parts.fixture.ts';
import { renderJson } from './text/json.ts';
import { renderMarkdown } from './text/markdown.ts';
import { renderSummaryTable } from './text/summary.ts';

const parts = reportParts({ convs: 2 });

/** What a person reads in each form; the first page of the HTML is the section of the verdict. */
function read(of: ReportParts) {
  const report = assembleReport(of);
  const { document } = parseHTML(renderHtml(report));
  const spaced = (text: string | null | undefined) => (text ?? '').replaceAll('\u00a0', ' ');
  return {
    report,
    page: spaced(document.body.textContent),
    firstPage: spaced(document.getElementById('verdict')?.textContent),
    markdown: renderMarkdown(report).replaceAll('\\', ''),
    terminal: renderSummaryTable(report),
    json: JSON.parse(renderJson(report)),
  };
}

describe('the CPU', () => {
  test('is named in every form: model, cores, class, the flags that matter', () => {
    const { page, markdown, json } = read(parts);
    for (const form of [page, markdown]) {
      expect(form).toContain('AMD EPYC 9R14, 2 cores, class ort-cpu-vnni');
      expect(form).toContain('avx2, avx512f, avx512_vnni');
    }
    expect(json.provenance.cpu).toMatchObject({
      model: 'AMD EPYC 9R14',
      cpu_class: 'ort-cpu-vnni',
      flags: ['avx2', 'avx512f', 'avx512_vnni'],
    });
  });

  test('is left out of a report that has none', () => {
    const { cpu: _, ...provenance } = parts.provenance;
    const { page, markdown } = read({ ...parts, provenance });
    for (const form of [page, markdown]) expect(form).not.toMatch(/class ort-cpu|undefined/);
  });
});

describe('a warning', () => {
  const warning: Diagnostic = { code: 'cpu/without-vnni', severity: 'warning', message: costWithoutVnni, fix: 'Run it elsewhere.' };

  test('is on the first page of every form, with what to do', () => {
    const { firstPage, markdown, terminal } = read({ ...parts, warnings: [warning] });
    expect(firstPage).toContain(`${costWithoutVnni} Run it elsewhere.`);
    expect(markdown.indexOf(`**warning** ${costWithoutVnni} Run it elsewhere.`)).toBeLessThan(markdown.indexOf('| Gate |'));
    expect(markdown).toContain(costWithoutVnni);
    expect(terminal.split('\n')[2]).toBe(`WARNING  ${costWithoutVnni} Run it elsewhere.`);
  });

  test('that is for information only is not, but in the list of remarks', () => {
    const { page, firstPage, markdown, terminal } = read({ ...parts, warnings: [{ ...warning, severity: 'info' }] });
    for (const form of [firstPage, terminal]) expect(form).not.toContain(costWithoutVnni);
    for (const form of [page, markdown]) expect(form).toContain(costWithoutVnni);
    expect(markdown.indexOf(costWithoutVnni)).toBeGreaterThan(markdown.indexOf('Data and warnings'));
  });
});

describe('speed on a target that does not run here', () => {
  const { latency: _, execution: __, ...rest } = parts;
  const elsewhere = { ...rest, provenance: { ...parts.provenance, target: 'tensorrt' } };

  test('is said not to be measured, in every form and by its gate', () => {
    const { firstPage, page, markdown, terminal, report } = read(elsewhere);
    const sentence = 'Speed on tensorrt was not measured.';
    for (const form of [firstPage, markdown, terminal]) expect(form).toContain(sentence);
    expect(page.split(sentence).length - 1).toBe(3);
    expect(page.split('Kernels on tensorrt were not counted.').length - 1).toBe(2);
    expect(report.gates.find(({ gate }) => gate === 'min_speedup')).toMatchObject({ verdict: 'not_evaluated', explanation: sentence });
  });

  test('is not claimed anywhere', () => {
    const { page, markdown, terminal } = read(elsewhere);
    for (const form of [page, markdown, terminal]) expect(form).not.toMatch(/× (faster|as fast)|undefined|NaN/);
  });
});

describe('levels that no weight has', () => {
  const unused = /(\d+) levels? unused/g;

  test('are counted with their reason', () => {
    const { page } = read(parts);
    expect(page.match(unused)?.length).toBeGreaterThan(4);
    expect(page.replaceAll(/\d+ levels? unused: none of its \d+ weights rounds to them\./g, '')).not.toMatch(unused);
  });

  test('are not counted without one', () => {
    const weights = parts.weights.map(({ unused_level_reason: _, ...weight }) => weight);
    expect(read({ ...parts, weights }).page).not.toMatch(/unused/);
  });
});
