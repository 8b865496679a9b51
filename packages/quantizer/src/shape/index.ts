export { betweenLinearOps } from './between-linear-ops.ts';
export { defaultShapingRules, type ShapingRuleName, shapingRules } from './rules.ts';
export { type ShapeOptions, shapeForTarget } from './shape-for-target.ts';
export type { ShapingRule } from './shaping-rule.ts';
