import { vi } from 'vitest';

/** As `expect.poll` has it from vitest.config.ts: a limit for what hangs, not for what is slow. `vi.waitFor` takes no configuration. */
const timeoutMs = 30_000;

const { waitFor } = vi;
vi.waitFor = (callback, options) => waitFor(callback, typeof options === 'number' ? options : { timeout: timeoutMs, ...options });
