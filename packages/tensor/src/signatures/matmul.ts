import type { Fn, Op } from '../op.ts'
import type { MatMul, Out, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface Matmul<O = Op> extends Fn<O, MatmulMethod> {
  <A extends Shape, B extends Shape>(a: Tensor<A>, b: OpArg<Tensor<B>, MatMul<A, B>>): Out<MatMul<A, B>>
}

export type MatmulMethod = <A extends Shape, B extends Shape>(
  this: Tensor<A>,
  b: OpArg<Tensor<B>, MatMul<A, B>>,
) => Out<MatMul<A, B>>
