import { describe, expect, test } from 'vitest';
import { assembleReport } from '../assemble/assemble.ts';
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
