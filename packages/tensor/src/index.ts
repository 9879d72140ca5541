import './methods.ts'

export { apply, nextLevel, type Trace } from './apply.ts'
export type { Topics } from './catalogue.ts'
export { arange, eye, fromTypedArray, full, linspace, ones, tensor, zeros } from './create.ts'
export { type DType, type FloatDType, isFloat, signature, type TypedArray } from './dtype.ts'
export { AdjointError, checkOptions, DomainError, DTypeError, ShapeError, TraceError } from './errors.ts'
export { composed } from './families/composed.ts'
export { binary, unary } from './families/elementwise.ts'
export type {
  ComposedOp,
  ElementwiseOp,
  Fn,
  MovementOp,
  Op,
  ReductionAttrs,
  ReductionOp,
  ShapeDType,
  Tuple,
} from './op.ts'
export * from './ops/index.ts'
export * as ops from './ops/index.ts'
export { type Generator, type NormalOptions, numpyRandom, random, type UniformOptions } from './random/index.ts'
export { takeRows } from './rows.ts'
export type { Algebra, Formula } from './scalar/algebra.ts'
export { atScope, currentScope, inScope, scope } from './scope.ts'
export { sameShape } from './shape.ts'
export type * from './shape-types/index.ts'
export type * from './signatures/index.ts'
export { Tensor } from './tensor.ts'
