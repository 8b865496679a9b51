import type { World } from './world.ts';

/** Guarantees by name; each opens pages of its own and leaves nothing to the next. */
export type Scenarios = Readonly<Record<string, (world: World) => Promise<void>>>;
