import type { Fn, Op } from '../op.ts'
import type { Out, Shape, TopK } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'
import type { AlongOptions } from './reduce.ts'

/** What sort and argsort take besides the axis. */
export interface SortOptions {
  readonly descending?: boolean
}

export interface TopKFn<O = Op> extends Fn<O, TopKMethod> {
  <S extends Shape, K extends number, Axis extends number = -1>(
    x: Tensor<S>,
    k: OpArg<K, TopK<S, K, Axis>>,
    options?: AlongOptions<S, Axis>,
  ): [values: Out<TopK<S, K, Axis>>, indices: Out<TopK<S, K, Axis>>]
}

export type TopKMethod = <S extends Shape, K extends number, Axis extends number = -1>(
  this: Tensor<S>,
  k: OpArg<K, TopK<S, K, Axis>>,
  options?: AlongOptions<S, Axis>,
) => [values: Out<TopK<S, K, Axis>>, indices: Out<TopK<S, K, Axis>>]
