import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as onnx from './index.ts';

test('the example of the README runs and prints the model without its Relu', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');
  const [, example = ''] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  const body = example.replace(/^import .*\n/m, '');
  const printed: string[] = [];
  const run = new Function(...Object.keys(onnx), 'console', body);
  run(...Object.values(onnx), { log: (line: string) => printed.push(line) });
  expect(printed.join('\n')).toContain('{\n  y = Conv<kernel_shape=[1, 1]>(x, w)\n}');
});
