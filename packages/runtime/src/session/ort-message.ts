/** What onnxruntime says of a fault, without its source paths and status codes, and the place it names. */
export interface OrtMessage {
  readonly text: string;
  /** Name of the node; its operator where it has no name. */
  readonly node: string | undefined;
}

const longestText = 500;

/** Prefixes and paths that mean nothing outside onnxruntime's own source. */
const noise: readonly RegExp[] = [
  /\[ONNXRuntimeError\] : \d+ : \w+ : /g,
  /^Fatal error: /,
  /^Load model from .*? failed:/,
  /This is an invalid model\. /g,
  /\/?\S*onnxruntime[\w/.-]*\.(?:cc|h|cpp|hpp):\d+ /g,
  /\b(?:virtual |static )?[\w:<>~&* ,]+ onnxruntime::[^ ]*\([^)]*\)(?: \[with .*?\])? /g,
  /\bonnxruntime::[\w:]+\([^)]*\)(?: \[with .*?\])? /g,
];

const nodeNames: readonly RegExp[] = [
  / node\. Name:'([^']+)'/,
  /^Node \(([^)]+)\) Op/,
  /In Node, \("([^"]+)"/,
  /node with name '([^']+)'/,
  /in node \(([^)]+)\)/,
];

const operators: readonly RegExp[] = [
  /while running (\S+) node\. Name:''/,
  /^Node \(\) Op \((\w+)\)/,
  /of operator \((\w+)\) in node \(\)/,
  /In Node, \("", (\w+),/,
  / of node \((\w+)\)/,
  /([\w.]+:\w+)\(-?\d+\) is not a registered function\/op/,
];

export function readOrtMessage(error: unknown): OrtMessage {
  const raw = error instanceof Error ? error.message : String(error);
  const node = [...nodeNames, ...operators].map((r) => r.exec(raw)?.[1]).find((n) => n !== undefined);
  // A body of If, Loop or Scan fails inside its node: the words come once for each.
  let text = raw.replace(/Non-zero status code returned while running (\S+) node\. Name:'([^']*)' Status Message: /g, '$1 "$2": ');
  for (const r of noise) text = text.replace(r, '');
  text = text.replace(/\s+/g, ' ').trim();
  return { text: text.length > longestText ? `${text.slice(0, longestText)}…` : text, node };
}
