import type { Report } from '@octet/contracts';

/** The report as JSON, two spaces deep, with lists of plain values on one line: a histogram is a line, not a page. Ends in a newline. */
export function renderJson(report: Report): string {
  return `${print(report, '')}\n`;
}

function print(value: unknown, indent: string): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object' || item === null)) return `[${value.map((item) => print(item, '')).join(', ')}]`;
    return `[\n${value.map((item) => deeper + print(item, deeper)).join(',\n')}\n${indent}]`;
  }
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  if (fields.length === 0) return '{}';
  return `{\n${fields.map(([key, field]) => `${deeper}${JSON.stringify(key)}: ${print(field, deeper)}`).join(',\n')}\n${indent}}`;
}
