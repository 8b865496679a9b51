import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { assembleReport } from '../assemble/assemble.ts';
import { renderHtml } from '../html/page.ts';
import { reportParts } from '../report-parts.fixture.ts';
import { renderJson } from './json.ts';
import { renderMarkdown } from './markdown.ts';
import { renderSummaryTable } from './summary.ts';

const report = assembleReport(reportParts());

describe('renderSummaryTable', () => {
  test('puts the verdict first, then FP32 against INT8, then the gates', () => {
    const lines = renderSummaryTable(report).split('\n');
    expect(lines[0]).toBe('PASS  cifar10_resnet20.onnx');
    expect(lines[3]).toMatch(/^ +FP32 +INT8$/);
    expect(lines.find((line) => line.includes('File size'))).toMatch(/^ {2}File size +488 kB +132 kB +3\.68× smaller$/);
    expect(lines.find((line) => line.includes('Output SQNR') && line.includes('pass'))).toMatch(/36\.4 dB +≥ 20\.0 dB$/);
  });

  test('stays within 100 columns but for its sentences', () => {
    const tables = renderSummaryTable(report).split('\n').slice(3, -4);
    expect(Math.max(...tables.map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  test('shows a near miss with the digits that missed', () => {
    const parts = reportParts();
    const accuracy = parts.accuracy && { ...parts.accuracy, sqnr_db: 19.98 };
    expect(renderSummaryTable(assembleReport({ ...parts, ...(accuracy && { accuracy }) }))).toMatch(
      /fail +Output SQNR +19\.98 dB +≥ 20\.0 dB/,
    );
  });
});

test('times beside a speed-up are those of its rounds; the p50s of all runs may disagree with it', () => {
  const parts = reportParts();
  const [run] = parts.latency?.runs ?? [];
  if (parts.latency === undefined || run === undefined) throw new Error('the fixture has latency');
  const disturbed = { ...run, speedup: 2, paired: { fp32_us: 5000, int8_us: 2500 }, fp32: { ...run.fp32, p50_us: 7770 } };
  const noisy = assembleReport({ ...parts, latency: { ...parts.latency, runs: [disturbed] } });
  expect(renderSummaryTable(noisy)).toMatch(/Latency, 1 thread +5\.00 ms +2\.50 ms +2\.00× as fast/);
  expect(renderMarkdown(noisy)).toContain('| Latency, 1 thread, median round | 5.00 ms | 2.50 ms | 2.00× as fast |');
  const page = parseHTML(renderHtml(noisy)).document;
  expect(page.getElementById('verdict')?.textContent).toMatch(/5\.00.ms → 2\.50.ms/);
  expect(page.getElementById('verdict')?.textContent).not.toMatch(/7\.77.ms/);
  expect(page.getElementById('latency')?.textContent).toMatch(/7\.77.ms/);
});

describe('renderMarkdown', () => {
  test('has the verdict as its heading and one row a gate', () => {
    const markdown = renderMarkdown(report);
    expect(markdown).toMatch(/^### ✓ Pass: <code>cifar10/);
    for (const title of ['Accuracy drop', 'Speed-up', 'Size ratio', 'Output SQNR'])
      expect(markdown).toMatch(new RegExp(`\\n\\| ${title} \\| ✓ Pass \\| \\*\\*`));
    expect(markdown.match(/<details>/g)?.length).toBe(markdown.match(/<\/details>/g)?.length);
  });
});

describe('renderJson', () => {
  test('gives back the report, and a histogram on one line', () => {
    const json = renderJson(report);
    expect(JSON.parse(json)).toEqual(report);
    expect(json).toMatch(/\n +"integer_counts": \[[\d, ]+\],?\n/);
    expect(json.endsWith('}\n')).toBe(true);
  });

  test('writes what is not finite as null', () => {
    const parts = reportParts();
    const size = { ...parts.size, int8_file_bytes: 0 };
    expect(JSON.parse(renderJson(assembleReport({ ...parts, size }))).size.file_ratio).toBeNull();
  });
});
