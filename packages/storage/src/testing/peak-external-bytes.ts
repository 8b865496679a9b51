/** The most memory outside the JavaScript heap (buffers above all) that was held while `run` ran, over what was held before. */
export async function peakExternalBytes<T>(run: () => Promise<T>): Promise<{ readonly result: T; readonly peakBytes: number }> {
  const before = process.memoryUsage().external;
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().external);
  }, 5);
  try {
    const result = await run();
    return { result, peakBytes: peak - before };
  } finally {
    clearInterval(timer);
  }
}
