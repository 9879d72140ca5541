import type { Tensor } from '../tensor.ts'
import type { Ok, OpArg, Shape } from './vocabulary.ts'

export type NestedNumbers = number | boolean | readonly NestedNumbers[]

export type ShapeOf<T> = NestedShape<T> extends Ok<infer S> ? S : Shape

/** What `toArray` gives: a number for a 0-d tensor, else arrays as deep as the rank. */
export type Nested<S extends Shape> = number extends S['length'] ? NestedArray : NestedRank<S>

export type NestedArray = number | NestedArray[]

type NestedRank<S extends Shape, Out = number> = S extends readonly [number, ...infer R extends Shape]
  ? NestedRank<R, Out[]>
  : Out

export type TensorOf<T> = Tensor<ShapeOf<T>>

/** The parameter of `tensor`: `tensor<const T extends NestedNumbers>(data: TensorData<T>): TensorOf<T>`. */
export type TensorData<T> = OpArg<T, NestedShape<T>>

// All rows are looked at together, as a union: their lengths agree when the union of their lengths is a single one.
export type NestedShape<T, Out extends number[] = []> = [T] extends [readonly NestedNumbers[]]
  ? Single<T['length']> extends true
    ? [T['length']] extends [0]
      ? Ok<[...Out, 0]>
      : NestedShape<T[number], [...Out, T['length']]>
    : `rows differ in length on axis ${Out['length']}`
  : [T] extends [number | boolean]
    ? Ok<Out>
    : T extends readonly NestedNumbers[]
      ? Ok<Shape>
      : never

export type Single<T, U = T> = (T extends unknown ? ([U] extends [T] ? true : false) : never) extends true
  ? true
  : false
