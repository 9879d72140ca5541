export { indices, labels, oneHot } from './arbitraries/indices.ts'
export { type Network, type NetworkLayer, type NetworkOptions, network } from './arbitraries/network.ts'
export { type ProgramOptions, program } from './arbitraries/programs.ts'
export {
  axes,
  broadcastable,
  matmulShapes,
  permutation,
  type ShapeOptions,
  type Strided,
  shape,
  shapes,
  strided,
} from './arbitraries/shapes.ts'
export {
  type ArrayOptions,
  array,
  awayFrom,
  between,
  flag,
  logits,
  onKinks,
  type Profile,
  positive,
  probability,
  smallIntegers,
  smooth,
  special,
  ties,
} from './arbitraries/values.ts'
export { checkDifferentiable, type GradientCheck } from './check.ts'
export {
  type Adapter,
  type Differentiable,
  differentiable,
  plain,
  type Step,
  type TensorFunction,
} from './differentiable.ts'
export { GradientError } from './errors.ts'
export type { Finding } from './finding.ts'
export {
  type AdapterOptions,
  assertGradient,
  type CheckOptions,
  checkGradient,
  type GradientOptions,
  type PlainFunction,
} from './gradient.ts'
export type { ElementwiseExample, OpExample, Operand, ShapedExample } from './laws/example.ts'
export { expectClose } from './laws/expect.ts'
export { type Law, laws } from './laws/index.ts'
export {
  type FunctionMutant,
  type Mutant,
  type MutationScore,
  mutantsOf,
  mutationScore,
  type RuleFunction,
  type TensorAlgebra,
} from './mutate.ts'
export { cotangentOf, type DType, dot, type NDArray, ndarray, type Sum } from './ndarray.ts'
export {
  codeOf,
  differentiableProgram,
  functionOf,
  type Listing,
  type Program,
  type ProgramOp,
  ssaOf,
} from './program.ts'
export {
  assertProperty,
  checkProperty,
  type GradientCase,
  type GradientProperty,
  gradientProperty,
  type PropertyOptions,
  type PropertyResult,
  programProperty,
} from './property.ts'
export type { Verdict } from './quotients.ts'
export { type ReportOptions, report } from './report.ts'
