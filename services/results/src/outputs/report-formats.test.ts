import { expect, test } from 'vitest';
import { reportFor } from './report-formats.ts';

test.each([
  [undefined, 'report.json'],
  ['', 'report.json'],
  ['*/*', 'report.json'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'report.html'],
  ['text/markdown; charset=utf-8', 'report.md'],
  ['text/*', 'report.html'],
  ['application/json;q=0.1, text/markdown;q=0.5', 'report.md'],
  ['Application/JSON', 'report.json'],
])('Accept: %s gets %s', (accept, name) => {
  expect(reportFor(accept)).toBe(name);
});

test.each(['image/png', 'application/pdf, text/csv', 'text/html;q=0'])('Accept: %s gets nothing', (accept) => {
  expect(reportFor(accept)).toBeUndefined();
});
