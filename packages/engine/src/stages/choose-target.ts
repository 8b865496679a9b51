import { ProblemError, type Recipe } from '@octet/contracts';
import { type Target, targets } from '@octet/quantizer';
import type { CpuCapabilities } from '@octet/runtime';

/** The target that the recipe names, `auto` by the CPU's flags, with what the recipe asks of weights and activations. */
export function chooseTarget(recipe: Recipe, cpu: CpuCapabilities): Target {
  const target = targets[recipe.target === 'auto' ? cpu.cpuClass : recipe.target];
  if (!recipe.weights.symmetric) {
    throw new ProblemError(
      'recipe/unsupported',
      `Target ${target.name} has no fast kernel for asymmetric weights; leave weights.symmetric at true.`,
      {
        where: '/weights/symmetric',
      },
    );
  }
  const { dtype, symmetric } = recipe.activations;
  if (target.activations.dtype === 'uint8' && (dtype === 'int8' || symmetric)) {
    throw new ProblemError(
      'recipe/unsupported',
      `Target ${target.name} computes on uint8 activations with a zero point (signed ones run 10 times slower there); leave activations at their default, or choose target tensorrt.`,
      { where: '/activations' },
    );
  }
  return { ...target, weights: { ...target.weights, granularity: recipe.weights.granularity } };
}
