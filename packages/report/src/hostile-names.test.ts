import type { ReportParts } from '@octet/contracts';
import { parseHTML } from 'linkedom';
import { describe, expect, test } from 'vitest';
import { assembleReport } from './assemble/assemble.ts';
import { renderHtml } from './html/page.ts';
import { reportParts } from './report-parts.fixture.ts';
import { renderJson } from './text/json.ts';
import { renderMarkdown } from './text/markdown.ts';
import { renderSummaryTable } from './text/summary.ts';

const names = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onload='alert(1)",
  '</style></title></details><svg onload=alert(1)>',
  'a\u202Egnp.xnno',
  '\u001B[2J\u001B[31mred',
  '| a | `b` | [c](https://evil.example) ![d](x) @octocat #1 www.evil.example\n\n# heading',
  `long${'n'.repeat(10_000)}`,
  '&lt;b&gt; {{x}}',
];

/** Every string of the fixture replaced by a hostile one, but for those that the schema fixes. */
function poisoned(): ReportParts {
  const parts = reportParts({ convs: names.length, nameOf: (i) => names[i] ?? 'x', damage: 0.8 });
  const all = names.join(' ');
  const [layer, ...layers] = parts.layers;
  if (!layer || !parts.accuracy || !parts.latency || !parts.actions.search) throw new Error('the fixture has these');
  return {
    ...parts,
    subject: { ...parts.subject, model_name: all, artifact_name: all, outcome_reason: all },
    accuracy: {
      ...parts.accuracy,
      outputs: names.map((name) => ({ name, sqnr_db: 30, cosine: 1 })),
      worst_samples: names.map((source, index) => ({ source, index, sqnr_db: 1, label: source, fp32_answer: source, int8_answer: source })),
      calibrated_on: { ...parts.accuracy.calibrated_on, dataset: all },
    },
    latency: { ...parts.latency, cpu_model: all, cpu_flags: names },
    layers: [{ ...layer, op: all, reason: all, placement: 'float' }, ...layers],
    actions: {
      ...parts.actions,
      fallbacks: names.map((name) => ({ node: name, op: name, cause: 'unsupported', reason: name })),
      refusals: names.map((name) => ({ rule: name, node: name, reason: name })),
      search: {
        ...parts.actions.search,
        trials: names.map((description, i) => ({ description, seconds: i, sqnr_db: i, drop_points: 1, kept: true })),
        candidates: names.map((_, i) => ({
          kind: 'integers' as const,
          float_layers: names,
          chosen: i === 0,
          refined: true,
          sqnr_db: i,
          predicted_us: i + 1,
        })),
      },
    },
    data_diagnostics: names.map((name) => ({ code: name, severity: 'warning', message: name, fix: name, evidence: { [name]: 1 } })),
    provenance: { ...parts.provenance, target: all, versions: { octet: all, [all]: all }, notes: names },
  };
}

const report = assembleReport(poisoned());

/** Control characters, and the marks that turn text around. */
const hiding = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/u;

describe('names that are hostile', () => {
  const page = renderHtml(report);
  const { document } = parseHTML(page);
  const calm = parseHTML(renderHtml(assembleReport(reportParts()))).document;

  test('become no element, no attribute and no markup of the page', () => {
    const tags = (of: typeof document) => new Set([...of.querySelectorAll('*')].map((element) => element.tagName.toLowerCase()));
    expect([...tags(document)].filter((tag) => !tags(calm).has(tag) && tag !== 'br')).toEqual([]);
    expect(tags(document).has('script')).toBe(false);
    const attributes = [...document.querySelectorAll('*')].flatMap((element) => element.getAttributeNames());
    expect(attributes.filter((attribute) => attribute.startsWith('on') || attribute === 'src' || attribute === 'style')).toEqual([]);
    expect([...document.querySelectorAll('a')].map((a) => a.getAttribute('href')).filter((href) => !href?.startsWith('#'))).toEqual([]);
  });

  // Told as true or false, since the texts are too long to be printed by a failure.
  test('show what they hide, and say where they were cut', () => {
    expect(hiding.test(page.replaceAll('\n', ''))).toBe(false);
    expect(page.includes('a⟨U+202E⟩gnp.xnno')).toBe(true);
    expect(page.includes('(10004 characters)')).toBe(true);
    expect(page.includes('n'.repeat(700))).toBe(false);
  });

  test('become no table cell, no mention, no link and no heading of the Markdown', () => {
    const markdown = renderMarkdown(report);
    const matches = (pattern: RegExp) => pattern.exec(markdown)?.[0];
    expect(matches(/<script|<img|<svg|<\/style/)).toBeUndefined();
    expect(matches(/(?<!\\)\]\(|:\/\/|www\.|\n# /)).toBeUndefined();
    // Mentions are looked for outside of code only.
    expect(/@octocat|#1\b/.exec(markdown.replace(/<code>.*?<\/code>/g, ''))?.[0]).toBeUndefined();
    expect(markdown).toContain('&#60;script&#62;alert(1)');
    const columns = (line: string | undefined) => line?.replaceAll('\\|', '').split('|').length;
    const lines = markdown.split('\n');
    const rules = lines.flatMap((line, i) => (line.startsWith('| ---') ? [i] : []));
    expect(rules.length).toBeGreaterThan(4);
    for (const rule of rules) {
      for (let i = rule - 1; lines[i]?.startsWith('|'); i++) expect(columns(lines[i])).toBe(columns(lines[rule]));
    }
    expect(markdown.length).toBeLessThan(65_536);
  });

  test('move no cursor of a terminal', () => {
    expect(hiding.test(renderSummaryTable(report).replaceAll('\n', ''))).toBe(false);
  });

  test('stay whole in the JSON, which is for programs', () => {
    expect(JSON.parse(renderJson(report)).layers[7].name).toBe(names[7]);
  });
});
