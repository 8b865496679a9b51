import type { Actions } from '@octet/contracts';
import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { reportParts, searchCandidates } from '../../report-parts.fixture.ts';
import { html } from '../markup.ts';
import { candidatesPart } from './candidates.ts';

type Search = NonNullable<Actions['search']>;
const search = reportParts().actions.search as Search;
const shown = (candidates: Search['candidates'], more: Partial<Search> = {}) =>
  parseHTML(html`<body>${candidatesPart({ ...search, ...more, ...(candidates && { candidates }) })}</body>`.text).document;
const layers = Array.from({ length: 12 }, (_, i) => `conv${i}`);

test.each([2, 12])('%i candidates: a mark each, the chosen one told and named, the numbers with it', (count) => {
  const document = shown(searchCandidates(layers, count));
  const svg = document.querySelector('figure svg');
  expect(svg?.querySelectorAll('title')).toHaveLength(count);
  expect(svg?.textContent).toContain('chosen');
  expect(svg?.getAttribute('aria-label')).toMatch(/chosen: in float: conv0.*ms|chosen: in float: conv0.*µs/);
  expect(document.querySelectorAll('table tbody tr')).toHaveLength(count);
  expect(document.querySelector('.note')?.textContent).toContain(`${Math.min(count, 8)} candidates and FP32`);
});

test('a time that was not measured is a prediction, in the chart, in the table and in words', () => {
  const document = shown(searchCandidates(layers, 12));
  expect(document.querySelector('.note')?.textContent).toContain('the time of 4 candidates was not measured');
  const predictedOnly = [...document.querySelectorAll('tbody tr')].filter((row) => row.querySelectorAll('td')[1]?.textContent === '');
  expect(predictedOnly).toHaveLength(4);
  expect([...document.querySelectorAll('svg title')].filter((title) => title.textContent?.includes('predicted'))).toHaveLength(4);
  expect(shown(searchCandidates(layers, 8)).querySelector('.note')?.textContent).not.toContain('not measured');
});

test('with one candidate there was nothing to choose, and words say so', () => {
  const document = shown(searchCandidates(layers, 1));
  expect(document.querySelector('svg')).toBeNull();
  expect(document.querySelector('p')?.textContent).toMatch(/^There was nothing to choose/);
});

test('a report from before candidates were recorded says nothing about them', () => {
  const { candidates: _, ...before } = search;
  expect(candidatesPart(before)).toBeUndefined();
});
