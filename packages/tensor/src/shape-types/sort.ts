import type { AxisIndex, CheckAxes, SetAxes } from './axes.ts'
import type { Digits, Minus } from './digits.ts'
import type { DimText, Ok, Shape, UnknownRank, Widened } from './vocabulary.ts'

export type TopK<S extends Shape, K extends number, Axis extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : number extends Axis
      ? Ok<Widened<S>>
      : CheckAxes<S, `${Axis}`> extends infer Message extends string
        ? Message
        : TopKOf<S, K, `${Axis}`, S[AxisIndex<S, `${Axis}`>]>

type TopKOf<S extends Shape, K extends number, Axis extends string, D extends number> = [Digits<`${K}`>] extends [never]
  ? SetAxes<S, Axis, number>
  : [Digits<`${D}`>] extends [never]
    ? SetAxes<S, Axis, K>
    : [Minus<Digits<`${D}`>, Digits<`${K}`>>] extends [never]
      ? `cannot take ${K} of ${DimText<D>} elements`
      : SetAxes<S, Axis, K>
