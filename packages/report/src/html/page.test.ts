import { createHash } from 'node:crypto';
import type { ReportParts } from '@octet/contracts';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { assembleReport } from '../assemble/assemble.ts';
import { reportParts } from '../report-parts.fixture.ts';
import { renderJson } from '../text/json.ts';
import { renderFragment } from './fragment.ts';
import { renderHtml } from './page.ts';

const page = renderHtml(assembleReport(reportParts()));
const { document } = parseHTML(page);

describe('the page', () => {
  test('is one file: no script, no request, and a policy that forbids both', () => {
    const policy = document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.getAttribute('content') ?? '';
    const styles = [...document.querySelectorAll('style')].map((style) => style.textContent ?? '');
    expect(styles).toHaveLength(1);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(
      `style-src 'sha256-${createHash('sha256')
        .update(styles[0] ?? '')
        .digest('base64')}'`,
    );
    expect(document.querySelectorAll('script, link, img, iframe, object, embed, form, [src], [style]')).toHaveLength(0);
    expect(page).not.toMatch(/url\(|@import|https?:\/\/(?!www\.w3\.org)/);
  });

  test('is read without seeing: each chart is a named image, or a group of links, with its numbers in a table', () => {
    const figures = [...document.querySelectorAll('figure')];
    expect(figures.length).toBeGreaterThan(20);
    for (const figure of figures) {
      const svg = figure.querySelector('svg');
      expect(svg?.getAttribute('role')).toBe(svg?.querySelector('a') ? 'group' : 'img');
      expect(svg?.getAttribute('aria-label')?.length).toBeGreaterThan(10);
      expect(figure.querySelectorAll('details table tbody tr').length).toBeGreaterThan(0);
    }
    for (const table of document.querySelectorAll('table')) expect(table.querySelector('caption')?.textContent).toBeTruthy();
    expect(
      [...document.querySelectorAll('nav a')].map((a) => document.getElementById(a.getAttribute('href')?.slice(1) ?? '')).every(Boolean),
    ).toBe(true);
  });

  test('leads from each layer in the chart and in the tables to what is known of it', () => {
    const targets = (selector: string) => [...document.querySelectorAll(selector)].map((a) => a.getAttribute('href')?.slice(1) ?? '');
    const inChart = targets('#layers svg a:not([tabindex])');
    expect(inChart).toHaveLength(10);
    for (const id of [...inChart, ...targets('td a'), ...targets('figcaption a')]) {
      expect(document.getElementById(id)?.closest('details')?.querySelector('summary')?.textContent).toBeTruthy();
    }
    const [first = ''] = inChart;
    const details = document.getElementById(first);
    expect(details?.textContent).toContain('SQNR, only this layer quantized');
    expect(details?.querySelectorAll('figure')).toHaveLength(4);
    expect(details?.textContent).toContain('fuse-conv-batch-norm: BatchNormalization folded into the weights');
  });

  test('is a fragment of the same sections for a page that has a place for them, also of a report that was JSON', () => {
    const report = assembleReport(reportParts());
    const { html, css } = renderFragment(JSON.parse(renderJson(report)));
    expect(page).toContain(html.slice('<div class="report">'.length, -'</div>'.length));
    expect(page).toContain(css);
    expect(html).not.toMatch(/<script|<style| style=| on\w+=/);
  });

  test('draws no coordinate that is not a number', () => {
    const geometry = [...document.querySelectorAll('svg *')].flatMap((element) =>
      ['d', 'x', 'y', 'width', 'height', 'transform'].map((name) => element.getAttribute(name) ?? ''),
    );
    expect(geometry.filter((value) => /NaN|Infinity|undefined/.test(value))).toEqual([]);
  });

  test('has the verdict first and what to do about it second', () => {
    const [first] = document.querySelectorAll('main > section');
    expect(first?.id).toBe('verdict');
    expect(first?.querySelector('.badge')?.textContent).toBe('✓ Pass');
    expect(first?.querySelector('h2')?.textContent).toBe('What to do next');
  });

  test('stays under 4 MB with 400 layers, and says what it leaves to the tables', () => {
    const parts = reportParts({ convs: 7 });
    const many = <T>(records: readonly T[]): readonly T[] => Array.from({ length: 50 }, () => records).flat();
    const { layers, weights, activations } = parts;
    const large = renderHtml(assembleReport({ ...parts, layers: many(layers), weights: many(weights), activations: many(activations) }));
    expect(Buffer.byteLength(large)).toBeLessThan(4e6);
    expect(large.includes('Charts for the 24 with the least.')).toBe(true);
    expect(large.includes('the 150 with the least SQNR of 400')).toBe(true);
  });

  test('is whole where nothing was measured', () => {
    const { accuracy: _, latency: __, execution: ___, ...parts } = reportParts();
    const { search: ____, races: _____, ...actions } = parts.actions;
    const empty: ReportParts = {
      ...parts,
      layers: [],
      weights: [],
      activations: [],
      actions,
      data_diagnostics: [],
      size: { ...parts.size, tensors: [] },
    };
    const bare = parseHTML(renderHtml(assembleReport(empty))).document;
    expect(bare.querySelectorAll('main > section')).toHaveLength(11);
    expect(bare.getElementById('accuracy')?.textContent).toContain('Not measured');
    expect(bare.body.textContent).not.toMatch(/undefined|NaN|\[object/);
  });

  test('says how often the evaluation samples told whether to go on, where that was more than once', () => {
    const parts = reportParts();
    const search = parts.actions.search as NonNullable<ReportParts['actions']['search']>;
    const looked = (evaluation_looks: number) =>
      parseHTML(renderHtml(assembleReport({ ...parts, actions: { ...parts.actions, search: { ...search, evaluation_looks } } }))).document;
    const [twice, once] = [looked(2), looked(1)];
    expect(twice.getElementById('actions')?.textContent).toContain('The evaluation samples were looked at 2 times');
    expect(twice.getElementById('verdict')?.textContent).toContain('these samples were looked at 2 times');
    expect(once.body.textContent).not.toContain('looked at');
  });

  test('shows each race with its interval and what decided it, and no table where none was run', () => {
    const races = document.getElementById('actions')?.textContent ?? '';
    expect(races).toMatch(/Races against FP32/);
    expect(races).toMatch(/busy.*the cost table decided for integers/);
    const parts = reportParts();
    const without = parseHTML(renderHtml(assembleReport({ ...parts, actions: { ...parts.actions, races: [] } }))).document;
    expect(without.getElementById('actions')?.textContent).not.toMatch(/Races against FP32/);
  });

  test('draws degenerate records: one value, all zero, exact, infinite', () => {
    const parts = reportParts({ convs: 2 });
    const zero = { min: 0, max: 0, counts: [0] };
    const odd: ReportParts = {
      ...parts,
      layers: parts.layers.map((layer, i) => ({
        ...layer,
        sqnr_alone_db: i === 0 ? ('exact' as const) : ('no-signal' as const),
        sqnr_cumulative_db: Number.POSITIVE_INFINITY,
      })),
      weights: parts.weights.map((weight) => ({
        ...weight,
        scales: [0, 0],
        fp32_histogram: zero,
        dequantized_histogram: zero,
        integer_counts: new Array<number>(256).fill(0),
        sqnr_db: 'exact' as const,
      })),
      activations: parts.activations.map((activation) => ({
        ...activation,
        histogram: zero,
        range_min: 0,
        range_max: 0,
        observed_min: 0,
        observed_max: 0,
      })),
    };
    const report = assembleReport(odd);
    expect(renderHtml(report)).not.toMatch(/NaN|"[^"]*Infinity[^"]*"/);
    // As the dashboard has it: JSON knows no infinity.
    expect(renderFragment(JSON.parse(renderJson(report))).html).not.toMatch(/NaN|undefined|"[^"]*Infinity[^"]*"/);
  });
});
