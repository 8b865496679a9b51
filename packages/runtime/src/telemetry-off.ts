/**
 * onnxruntime 1.30 keeps a telemetry store in the home folder and can send from it, unless this is set when it is loaded. Models are their
 * owners' affair. Worker threads get a copy of the environment that native code does not see, so it is set where this package is first
 * imported, in the main thread.
 */
// biome-ignore lint/style/noProcessEnv: what native code reads, not configuration of ours
process.env['ORT_DISABLE_TELEMETRY'] = '1';
