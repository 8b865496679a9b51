import { notFloat32 } from './preconditions.ts';
import { respelling } from './respelling.ts';
import { emitRamp, unspellable } from './saturating-ramp.ts';

/**
 * HardSigmoid(x) = α · clip(x + β/α, 0, 1/α), for α > 0 (saturating-ramp.ts). With it x · HardSigmoid(x), the long form of HardSwish,
 * takes the short form's spelling too.
 */
export const hardSigmoidToClip = respelling({
  name: 'hard-sigmoid-to-clip',
  gain: '4x on the op (75 to 18 us per 200k elements)',
  place: 'integer-region',
  roots: ['HardSigmoid'],
  plan(root) {
    const x = root.input(0);
    if (x === undefined) return undefined;
    const ramp = { alpha: root.floatAttr('alpha', 0.2), beta: root.floatAttr('beta', 0.5) };
    return notFloat32(x) ?? unspellable(ramp) ?? { nodes: [root], x, ramp };
  },
  rewrite: ({ x, ramp }, make) => emitRamp(make, x, ramp),
});
