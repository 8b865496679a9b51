import { OnnxError } from '../errors.ts';
import type { Graph } from '../ir/graph.ts';
import type { Model } from '../ir/model.ts';
import { Node } from '../ir/node.ts';
import { Value } from '../ir/value.ts';
import { describeNode, nodeLabel, originsOf } from './provenance.ts';
import type { Match, Refusal, Rule } from './rule.ts';
import { refuse } from './rule.ts';

export interface RewriteRecord {
  readonly modified: boolean;
  readonly applied: readonly { readonly rule: string; readonly node: string; readonly origins: readonly string[] }[];
  /** What a rule would have done and why it did not; only where the same rule did not apply to the node later. */
  readonly refused: readonly { readonly rule: string; readonly node: string; readonly reason: string }[];
}

export interface RunRulesOptions {
  /** Also rewrite inside the bodies of If, Loop and Scan. Default false: bodies are left as they are. */
  readonly bodies?: boolean;
  /** Rounds over the graph before the rules are said to oscillate. */
  readonly maxRounds?: number;
}

/**
 * Applies rules, in list order at each node, until none applies. What every rule would otherwise repeat is guaranteed here:
 * values inside a match have no reader outside it and are not graph outputs (else the match is refused, with the reader's name);
 * graph inputs and outputs keep their names, replaced values keep name, dtype and shape; new nodes inherit the union of the matched nodes'
 * origins and the rule's name; what is dead goes.
 *
 * Throws OnnxError 'rewrite/oscillates', which names the rules, where no end is reached.
 */
export function runRules(model: Model, rules: readonly Rule[], options: RunRulesOptions = {}): RewriteRecord {
  const maxRounds = options.maxRounds ?? 64;
  const byRoot = dispatchTable(rules);
  const nodeNames = new Set([...model.graph.allNodes()].map((n) => n.name));
  const applied: RewriteRecord['applied'][number][] = [];
  const refused = new Map<string, RewriteRecord['refused'][number]>();
  let modified = false;
  let halfTime = 0;

  for (let round = 0; ; round++) {
    const before = applied.length;
    if (round === maxRounds >> 1) halfTime = before;
    for (const graph of graphsOf(model.graph, options.bodies ?? false)) {
      const pinned = outerBodyOutputs(graph);
      for (const root of graph.nodes()) {
        for (const rule of byRoot.get(root.opName) ?? []) {
          const node = nodeLabel(root);
          const outcome = attempt(rule, root, { pinned, nodeNames });
          if (outcome === undefined) continue;
          if ('reason' in outcome) {
            refused.set(`${rule.name}\n${node}`, { rule: rule.name, node, reason: outcome.reason });
            continue;
          }
          refused.delete(`${rule.name}\n${node}`);
          applied.push({ rule: rule.name, node, origins: outcome.origins });
          if (root.removed) break;
        }
      }
      if (graph.sweep() > 0) modified = true;
    }
    if (applied.length === before) break;
    modified = true;
    if (round >= maxRounds) {
      const names = [...new Set(applied.slice(halfTime).map((a) => a.rule))];
      throw new OnnxError(
        'rewrite/oscillates',
        `no fixpoint after ${maxRounds} rounds: the rules ${names.join(', ')} keep undoing each other`,
        {
          where: applied.at(-1)?.node ?? '',
        },
      );
    }
  }
  return { modified, applied, refused: [...refused.values()] };
}

interface Surroundings {
  readonly pinned: ReadonlySet<Value>;
  /** Every node name of the model, to which new ones are added. */
  readonly nodeNames: Set<string>;
}

/** One rule at one root: applied, refused, or (undefined) nothing to do. */
function attempt(rule: Rule, root: Node, { pinned, nodeNames }: Surroundings): { origins: readonly string[] } | Refusal | undefined {
  const match = rule.pattern(root);
  if (match === undefined) return undefined;
  const objection = outsideReader(match, root, pinned);
  if (objection !== undefined) return objection;
  const verdict = rule.check?.(match);
  if (verdict?.ok === false) return verdict;
  return apply(rule, match, { root, nodeNames });
}

/** A node replaced by the match must be of use to nobody else. */
function outsideReader(match: Match, root: Node, pinned: ReadonlySet<Value>): Refusal | undefined {
  const own = new Set(match.nodes);
  for (const node of match.nodes) {
    if (node.graph !== root.graph) return refuse(`${describeNode(node)} is outside this body`, node);
    for (const value of node.outputs) {
      if (value === undefined) continue;
      if (pinned.has(value)) return refuse(`its output "${value.name}" is an output of a body below`, node);
      if (node === root) continue;
      if (value.isOutput) return refuse(`the output "${value.name}" of ${describeNode(node)} is an output of the graph`, node);
      for (const reader of value.useSet.keys()) {
        if (!own.has(reader)) return refuse(`the output "${value.name}" of ${describeNode(node)} also feeds ${describeNode(reader)}`, node);
      }
    }
  }
  return undefined;
}

function apply(
  rule: Rule,
  match: Match,
  { root, nodeNames }: { root: Node; nodeNames: Set<string> },
): { origins: readonly string[] } | undefined {
  const origins = new Set(match.nodes.flatMap((n) => [...originsOf(n)])).add(rule.name);
  const made = new Set<Node>();
  const unnamed = new Set<Node>();
  const answer = rule.rewrite(match, {
    node(opType, inputs, { name, ...options } = {}) {
      const fallback = root.name === '' ? '' : freshNodeName(`${root.name}/${opType}`, nodeNames);
      const node = root.graph.addNode(opType, inputs, { ...options, name: name ?? fallback, before: root, origins });
      made.add(node);
      if (name === undefined) unnamed.add(node);
      return node;
    },
    constant: (tensor, name) => root.graph.addConstant(tensor, name ?? `${nodeLabel(root)}_const`),
  });
  if (answer === root) {
    for (const o of origins) root.origins.add(o);
    return { origins: [...origins] };
  }

  const replacements = answer instanceof Node ? answer.outputs : answer instanceof Value ? [answer] : answer;
  const names: [Value, string][] = [];
  for (const [i, old] of root.outputs.entries()) {
    if (old === undefined || (old.useCount === 0 && !old.isOutput)) continue;
    const value = replacements[i];
    if (value === undefined) throw new Error(`rule ${rule.name} says nothing about output ${i} of ${describeNode(root)}, which is read`);
    if (old.isOutput && root.opType === 'Identity' && made.size === 0 && !canBeOutput(value, root.graph)) return undefined;
    // As an output it must keep the declared type; else what is known of the new value stands.
    if (old.isOutput || value.dtype === undefined) value.dtype = old.dtype ?? value.dtype;
    if ((old.isOutput && canBeOutput(value, root.graph)) || value.shape === undefined) value.shape = old.shape ?? value.shape;
    if (value.producer !== undefined && made.has(value.producer)) {
      if (unnamed.has(value.producer)) value.producer.name = root.name;
      if (!old.isOutput) names.push([value, old.name]);
    }
    old.replaceAllUsesWith(value);
  }
  removeDead([root, ...match.nodes]);
  for (const [value, name] of names) if (!root.graph.names.has(name)) value.rename(name);
  return { origins: [...origins] };
}

/** onnxruntime refuses two nodes of one name. */
function freshNodeName(base: string, taken: Set<string>): string {
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
  taken.add(name);
  return name;
}

/** Whether `value` can take an output's place and name, or an Identity must stand between (see Value.replaceAllUsesWith). */
function canBeOutput(value: Value, graph: Graph): boolean {
  return value.graph === graph && value.producer !== undefined && !value.isOutput;
}

/** Removes those of the nodes that nobody reads, and what only they read. */
function removeDead(start: readonly Node[]): void {
  const queue = [...start];
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    if (node.removed || node.outputs.some((o) => o !== undefined && (o.useCount > 0 || o.isOutput))) continue;
    const read = [...node.inputs];
    node.remove();
    for (const v of read) {
      if (v?.producer !== undefined) queue.push(v.producer);
      else if (v?.isConstant && v.useCount === 0 && !v.isOutput) v.graph.removeConstant(v);
    }
  }
}

function dispatchTable(rules: readonly Rule[]): ReadonlyMap<string, readonly Rule[]> {
  const table = new Map<string, Rule[]>();
  for (const rule of rules) {
    for (const op of rule.roots) {
      const list = table.get(op);
      if (list === undefined) table.set(op, [rule]);
      else list.push(rule);
    }
  }
  return table;
}

function* graphsOf(graph: Graph, bodies: boolean): Generator<Graph> {
  yield graph;
  if (!bodies) return;
  for (const node of graph.nodes()) for (const body of node.subgraphs) yield* graphsOf(body, true);
}

/** Values of an outer graph that a body below lists as its own outputs: no use-def edge tells of them. */
function outerBodyOutputs(graph: Graph): ReadonlySet<Value> {
  const found = new Set<Value>();
  const visit = (body: Graph): void => {
    for (const v of body.outputs) if (v.graph !== body) found.add(v);
    for (const n of body.nodes()) for (const inner of n.subgraphs) visit(inner);
  };
  for (const n of graph.nodes()) for (const body of n.subgraphs) visit(body);
  return found;
}
