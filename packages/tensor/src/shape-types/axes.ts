import type { Ok, Shape, ShapeText, Tail } from './vocabulary.ts'

// While a walk stands at an axis, with `Done` behind it and `S` from it on, these are the two names of that axis.
export type NamesHere<Done extends Shape, S extends Shape> = `${Done['length']}` | `-${S['length']}`

type AxisNames<S extends Shape, Done extends Shape = [], Names extends string = never> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? AxisNames<R, [...Done, D], Names | NamesHere<Done, S>>
  : Names

export type AxisMessage<S extends Shape, Axis extends string> = S extends readonly []
  ? `axis ${Axis} is out of range for []: rank 0 has no axes`
  : `axis ${Axis} is out of range for ${ShapeText<S>}: rank ${S['length']} takes -${S['length']} to ${Tail<S>['length']}`

/** `Ok<S>`, or the message for an axis (or several, as a union of digits) that `S` does not have. */
export type CheckAxes<S extends Shape, Axes extends string> = [Exclude<Axes, AxisNames<S>>] extends [never]
  ? Ok<S>
  : AxisMessage<S, Exclude<Axes, AxisNames<S>>>

/** The position, counted from the front, of an axis that exists. */
export type AxisIndex<S extends Shape, Axis extends string, Done extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Axis extends NamesHere<Done, S>
    ? Done['length']
    : AxisIndex<R, Axis, [...Done, D]>
  : never

export type DropAxes<
  S extends Shape,
  Axes extends string,
  Done extends Shape = [],
  Out extends Shape = [],
> = S extends readonly [infer D extends number, ...infer R extends Shape]
  ? DropAxes<R, Axes, [...Done, D], [Axes & NamesHere<Done, S>] extends [never] ? [...Out, D] : Out>
  : Ok<Out>

export type SetAxes<
  S extends Shape,
  Axes extends string,
  To extends number,
  Done extends Shape = [],
  Out extends Shape = [],
> = S extends readonly [infer D extends number, ...infer R extends Shape]
  ? SetAxes<R, Axes, To, [...Done, D], [...Out, [Axes & NamesHere<Done, S>] extends [never] ? D : To]>
  : Ok<Out>

// `S` has one more axis at the end here, so that the names count the axes of the result.
export type InsertAxis<S extends Shape, Axis extends string, N extends number, Done extends Shape = []> =
  Axis extends NamesHere<Done, [...S, 0]>
    ? Ok<[...Done, N, ...S]>
    : S extends readonly [infer D extends number, ...infer R extends Shape]
      ? InsertAxis<R, Axis, N, [...Done, D]>
      : AxisMessage<[...Done, N], Axis>
