import { Model } from '../ir/model.ts';
import { linkGraph } from '../link/link-graph.ts';
import { parseGraph } from './parse-graph.ts';
import { Scanner } from './scanner.ts';

/** What a bare graph is taken for. */
const bareOpset = 17;

/**
 * Reads a model in ONNX's textual syntax (onnx/docs/Syntax.md), header first: `<ir_version: 8, opset_import: ["" : 17]> g (…) => (…) {…}`.
 * A graph without header is a model of opset 17. Extensions of ours: `float[3] w = random(seed=1, std=0.1)`, quoted operators,
 * `opaque` attributes. Model-local functions are not read. Throws OnnxError('text/syntax') with line and column.
 */
export function parseModel(text: string): Model {
  const scanner = new Scanner(text);
  const fill = parseHeader(scanner);
  const model = new Model(linkGraph(parseGraph(scanner, scanner.expectName('the name of the graph')), 'text/syntax'));
  if (!scanner.atEnd) scanner.fail('expected the end after the graph; model-local functions are not supported');
  fill(model);
  if (model.opsets.size === 0) model.opsets.set('', bareOpset);
  return model;
}

/** The header stands before the graph but belongs to a model that only the graph makes, so what it says is applied afterwards. */
function parseHeader(scanner: Scanner): (model: Model) => void {
  const entries: ((model: Model) => void)[] = [];
  if (scanner.take('<')) {
    do {
      const keyword = scanner.expectWord('a model property');
      const read = headerReaders[keyword] ?? scanner.fail(`"${keyword}" is no model property (${Object.keys(headerReaders).join(', ')})`);
      scanner.expect(':', `after ${keyword}`);
      entries.push(read(scanner));
    } while (scanner.take(','));
    scanner.expect('>', 'to end the model properties');
  }
  return (model) => {
    for (const apply of entries) apply(model);
  };
}

type HeaderReader = (scanner: Scanner) => (model: Model) => void;

const headerReaders: Readonly<Record<string, HeaderReader>> = {
  ir_version: (scanner) => {
    const version = Number(scanner.expectInt('the IR version'));
    return (model) => {
      model.irVersion = version;
    };
  },
  opset_import: (scanner) => {
    const opsets = parsePairs(scanner, () => Number(scanner.expectInt('an opset version')));
    return (model) => {
      for (const [domain, version] of opsets) model.opsets.set(domain === 'ai.onnx' ? '' : domain, version);
    };
  },
  model_version: (scanner) => {
    const version = Number(scanner.expectInt('the model version'));
    return (model) => {
      model.modelVersion = version;
    };
  },
  metadata_props: (scanner) => {
    const entries = parsePairs(scanner, () => scanner.string('a metadata value'));
    return (model) => {
      for (const [key, value] of entries) model.metadata.set(key, value);
    };
  },
  producer_name: textReader('producerName'),
  producer_version: textReader('producerVersion'),
  domain: textReader('domain'),
  doc_string: textReader('doc'),
};

function textReader(property: 'producerName' | 'producerVersion' | 'domain' | 'doc'): HeaderReader {
  return (scanner) => {
    const value = scanner.string(`the ${property}`);
    return (model) => {
      model[property] = value;
    };
  };
}

/** `["key" : value, …]` */
function parsePairs<T>(scanner: Scanner, parseValue: () => T): Map<string, T> {
  const pairs = new Map<string, T>();
  scanner.expect('[', 'before the entries');
  if (scanner.take(']')) return pairs;
  do {
    const key = scanner.string('a key');
    scanner.expect(':', `after "${key}"`);
    pairs.set(key, parseValue());
  } while (scanner.take(','));
  scanner.expect(']', 'to end the entries');
  return pairs;
}
