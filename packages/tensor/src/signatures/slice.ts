import type { Fn, Op } from '../op.ts'
import type { Mutable, Out, Shape, SliceItem, SliceItems, SliceShape } from '../shape-types/index.ts'
import type { Tensor } from '../tensor.ts'

export interface SliceFn<O = Op> extends Fn<O, SliceMethod> {
  <S extends Shape, const Items extends readonly SliceItem[]>(
    x: Tensor<S>,
    ...items: SliceItems<S, Items>
  ): Out<SliceShape<S, Items>>
}

export type SliceMethod = <S extends Shape, const Items extends readonly SliceItem[]>(
  this: Tensor<S>,
  ...items: SliceItems<S, Items>
) => Out<SliceShape<S, Items>>

/** The transpose of `slice`: into zeros of a shape, at the places that its items read. */
export interface UnsliceFn<O = Op> extends Fn<O, UnsliceMethod> {
  <const To extends Shape, const Items extends readonly SliceItem[]>(
    x: Tensor,
    shape: To,
    ...items: SliceItems<To, Items>
  ): Tensor<Mutable<To>>
}

export type UnsliceMethod = <const To extends Shape, const Items extends readonly SliceItem[]>(
  this: Tensor,
  shape: To,
  ...items: SliceItems<To, Items>
) => Tensor<Mutable<To>>
