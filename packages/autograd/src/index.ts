export type { GradOptions, ReverseOptions } from './argnums.ts'
export { checkpoint } from './checkpoint.ts'
export { customJvp, customVjp } from './custom.ts'
export {
  type DefinedOp,
  defineOp,
  type ElementwiseDefinition,
  type KernelArray,
  type KernelDefinition,
} from './define-op.ts'
export { type ExplainOptions, explain } from './explain/explain.ts'
export {
  type Contribution,
  type ExplainedConstant,
  type ExplainedFormula,
  type ExplainedNode,
  type ExplainedOperand,
  Explanation,
  type Finding,
  type LayerReport,
  type Seed,
  type Step,
} from './explain/explanation.ts'
export type { ExplainedGraph, GraphEdge, GraphNode } from './explain/graph.ts'
export type { ExplanationJson, JsonOptions, NumberJson, TensorJson } from './explain/json.ts'
export { explanationSchema } from './explain/schema.ts'
export { NonFiniteAdjointError } from './finite.ts'
export { type FixedPointOptions, fixedPoint } from './fixed-point.ts'
export { jvp } from './forward.ts'
export { hessian, hvp, type JacobianOf, jacfwd, jacobian, jacrev } from './jacobian.ts'
export { linearize } from './linearize.ts'
export { record } from './record.ts'
export { Node, type Recording } from './recording.ts'
export { type AuxOptions, grad, valueAndGrad, vjp } from './reverse.ts'
export type { PartialDerivatives, Products, Rule, RuleOf, Rules, Transpose, Transposes } from './rule.ts'
export { rules } from './rules/index.ts'
export { scan } from './scan.ts'
export { stopGradient } from './stop-gradient.ts'
export { Tape } from './tape.ts'
export { type Leaf, leavesOf, mapLeaves, mapTensors, zipTensors } from './tree.ts'
export { type VmapOptions, vmap } from './vmap.ts'
export { withRule } from './with-rule.ts'
