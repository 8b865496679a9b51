import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ProblemError, problemOf } from './problem-error.ts';
import { type ProblemCode, problems } from './problems.ts';

const root = new URL('../../../', import.meta.url);
const pages = new URL('docs/problems/', root);
const codes = Object.keys(problems) as ProblemCode[];
const pageOf = (code: string): string => `${code.replace('/', '-')}.md`;

describe('the problem table', () => {
  test('has a page for each code, and no page without a code', () => {
    expect(readdirSync(pages).sort()).toEqual(codes.map(pageOf).sort());
  });

  test.each(codes)('the page of %s gives its code, its title, causes and what to do', (code) => {
    const page = readFileSync(new URL(pageOf(code), pages), 'utf8');
    expect(page.startsWith(`# ${code}\n\n**${problems[code].title}.** `)).toBe(true);
    expect(page).toMatch(/\n## Likely causes\n\n- /);
    expect(page).toMatch(/\n## What to do\n\n- /);
  });

  test.each(['onnx', 'quantizer', 'datasets'])('knows every code that packages/%s throws', (name) => {
    const source = new URL(`packages/${name}/src/errors.ts`, root);
    if (!existsSync(source)) return console.warn(`skipped: packages/${name} has no errors.ts`);
    const union = /export type \w+ErrorCode =([^;]+);/.exec(readFileSync(source, 'utf8'))?.[1] ?? '';
    const thrown = [...union.matchAll(/'([^']+)'/g)].map(([, code]) => code);
    expect(thrown.length).toBeGreaterThan(0);
    expect(thrown.filter((code) => !codes.includes(code as ProblemCode))).toEqual([]);
  });
});

describe('problemOf', () => {
  test('knows an error by its code, whatever its class', () => {
    const { title, fix, status, retryable } = problems['model/malformed'];
    expect(problemOf({ code: 'model/malformed', message: 'Not a protobuf.', where: 'byte 0' })).toEqual({
      code: 'model/malformed',
      status,
      title,
      detail: 'Not a protobuf.',
      where: 'byte 0',
      fix,
      retryable,
    });
  });

  test.each([
    new Error('/home/someone/secret'),
    Object.assign(new Error('/home/someone/secret'), { code: 'ENOENT' }),
    new ProblemError('internal', '/home/someone/secret'),
    Object.assign(new Error('/home/someone/secret'), { code: 'toString' }),
    '/home/someone/secret',
    null,
  ])('tells nothing of an error without a code of the table: %o', (error) => {
    const problem = problemOf(error);
    expect(problem.code).toBe('internal');
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});
