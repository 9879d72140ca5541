import type { Fn, Op } from '../op.ts'
import type { Out, Pad, PadWidths, Shape } from '../shape-types/index.ts'
import type { OpArg } from '../shape-types/vocabulary.ts'
import type { Tensor } from '../tensor.ts'

export interface PadOptions {
  readonly mode?: 'constant' | 'edge' | 'reflect' | 'symmetric' | 'wrap'
  readonly value?: number
}

export interface PadFn<O = Op> extends Fn<O, PadMethod> {
  <S extends Shape, const W extends PadWidths>(
    x: Tensor<S>,
    widths: OpArg<W, Pad<S, W>>,
    options?: PadOptions,
  ): Out<Pad<S, W>>
}

export type PadMethod = <S extends Shape, const W extends PadWidths>(
  this: Tensor<S>,
  widths: OpArg<W, Pad<S, W>>,
  options?: PadOptions,
) => Out<Pad<S, W>>
