import Value from 'typebox/value';
import { DatasetError } from '../errors.ts';
import { type DatasetContract, datasetContractSchema } from './contract.ts';

const expected: Readonly<Record<string, string>> = {
  inputs: 'an object from input names to their preprocessing',
  layout: '"NCHW" or "NHWC"',
  color: '"RGB", "BGR" or "GRAY"',
  resize: 'a number of pixels or [height, width]',
  crop: 'a number of pixels or [height, width]',
  letterbox: '{ "value": 0..255, "anchor": "top-left" or "center" }',
  value: 'an integer of 0..255',
  anchor: '"top-left" or "center"',
  scale: 'a number',
  mean: 'a number or a list with one number a channel',
  std: 'a number or a list with one number a channel',
  dtype: 'a type name such as "float32"',
  labels: 'the name of the array with the labels',
  label_offset: 'an integer',
  metric: 'one of top1 top5 macro-f1 mse mae psnr auc miou agreement sqnr_db cosine',
  split: '{ "evaluation_share": 0..1, "seed": an integer }',
  evaluation_share: 'a number between 0 and 1',
  seed: 'an integer of 0 or more',
};

/** Text of a dataset.json → contract. Unknown fields and wrong values are refused by name ('dataset/bad-contract'). */
export function parseContract(text: string, where: string): DatasetContract {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new DatasetError('dataset/bad-contract', `"${where}" is no valid JSON; correct it or remove it.`, { where, cause });
  }
  return checkContract(parsed, where);
}

/** Any value → contract. */
export function checkContract(value: unknown, where: string): DatasetContract {
  if (Value.Check(datasetContractSchema, value)) return value;
  const errors = Value.Errors(datasetContractSchema, value);
  const unknown = errors.find((e) => e.message === 'schema is false');
  const path = dotted((unknown ?? errors.reduce((a, b) => (b.instancePath.length > a.instancePath.length ? b : a))).instancePath);
  const field = path.split('.').findLast((part) => Object.hasOwn(expected, part));
  const what =
    unknown !== undefined
      ? `has the unknown field "${path}"; known are ${Object.keys(expected).join(', ')}`
      : path === ''
        ? 'must be an object'
        : `has a wrong value at "${path}"; ${field === undefined ? 'look at its description' : `it must be ${expected[field]}`}`;
  throw new DatasetError('dataset/bad-contract', `"${where}" ${what}.`, { where: path === '' ? where : path });
}

function dotted(pointer: string): string {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'))
    .join('.');
}
