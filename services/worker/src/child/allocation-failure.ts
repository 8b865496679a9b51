/** How onnxruntime, V8 and the system say that memory was refused. */
const words =
  /bad_alloc|failed to allocate memory|cannot allocate memory|out of memory|allocation failed|invalid (typed )?array length|array buffer allocation/i;

/** The codes under which the engine tells of such a refusal; under any other code the words would be the user's own (the name of a node). */
const codes: ReadonlySet<unknown> = new Set(['runtime/load-failed', 'runtime/run-failed', 'runtime/worker-died', 'ENOMEM', undefined]);

/** Whether memory was refused to the engine, by what it and its causes say. */
export function isAllocationFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  if (code === 'ENOMEM' || code === 'ERR_WORKER_OUT_OF_MEMORY') return true;
  return codes.has(code) && (words.test(error.message) || isAllocationFailure(error.cause));
}
