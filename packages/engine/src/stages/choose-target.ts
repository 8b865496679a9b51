import type { Recipe } from '@octet/contracts';
import { type Target, targetFor } from '@octet/quantizer';
import type { CpuCapabilities } from '@octet/runtime';

/** The target that the recipe names, `auto` by the CPU's flags, with what the recipe asks of weights and activations. */
export function chooseTarget(recipe: Recipe, cpu: CpuCapabilities): Target {
  return targetFor(recipe.target === 'auto' ? cpu.cpuClass : recipe.target, recipe);
}
