import { autoTargets, type Recipe } from '@octet/contracts';
import { type Backend, backendFor } from '@octet/quantizer';
import type { CpuCapabilities } from '@octet/runtime';

/** The target that the recipe names, `auto` by the CPU's flags, with what the recipe asks of weights and activations. */
export function chooseBackend(recipe: Recipe, cpu: CpuCapabilities): Backend {
  return backendFor(recipe.target === 'auto' ? autoTargets[cpu.cpuClass] : recipe.target, recipe);
}
