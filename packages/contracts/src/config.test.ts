import Type from 'typebox';
import { expect, test } from 'vitest';
import { configFrom } from './config.ts';
import { ProblemError } from './problem-error.ts';

const schema = Type.Object({
  OCTET_URL: Type.String({ minLength: 1 }),
  OCTET_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 8080 }),
  OCTET_ON: Type.Optional(Type.Boolean()),
});

test('takes what the schema names, by its types, with its defaults, and nothing else', () => {
  const config = configFrom(schema, { OCTET_URL: 'http://x', OCTET_ON: 'true', HOME: '/home/someone', OCTET_PORT: '' });
  expect(config).toEqual({ OCTET_URL: 'http://x', OCTET_PORT: 8080, OCTET_ON: true });
  expect(Object.isFrozen(config)).toBe(true);
});

test('lists every fault at once, by name, without the values', () => {
  const thrown = catchError(() => configFrom(schema, { OCTET_PORT: '70000', OCTET_ON: 'hunter2' }));
  expect(thrown).toMatchObject({ code: 'config/invalid' });
  expect(thrown.message).toMatch(/OCTET_PORT/);
  expect(thrown.message).toMatch(/OCTET_URL/);
  expect(thrown.message).toMatch(/OCTET_ON/);
  expect(thrown.message).not.toContain('hunter2');
});

function catchError(run: () => unknown): ProblemError {
  try {
    run();
  } catch (error) {
    if (error instanceof ProblemError) return error;
  }
  throw new Error('did not throw a ProblemError');
}
