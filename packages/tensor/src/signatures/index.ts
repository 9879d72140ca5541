// The call signatures of the op families: of the function, and of the method that is hung on `Tensor`.
//
// `O` is the op's descriptor, which rules read; give it where the family has one of its own: `Reduction<ReductionOp>`.
// A rule of shape-types/ stands in the type of the argument that can break it, so that a mistake is reported there, and
// in the result. Methods take their shape from `this`, never from the class's parameter: so `Tensor` stays covariant,
// and comparing two tensors does not compare their methods.

export type * from './choice.ts'
export type * from './contraction.ts'
export type * from './convolution.ts'
export type * from './elementwise.ts'
export type * from './indexing.ts'
export type * from './join.ts'
export type * from './linalg.ts'
export type * from './matmul.ts'
export type * from './movement.ts'
export type * from './pad.ts'
export type * from './pool.ts'
export type * from './rearrange.ts'
export type * from './reduce.ts'
export type * from './scan.ts'
export type * from './slice.ts'
export type * from './sort.ts'
export type * from './statistics.ts'
export type * from './triangle.ts'
