// The shape rules of the ops, as type functions.
//
// They are gradual: what is not known at compile time widens to `number` or `Shape` and is left to the run time; only a
// mistake that is certain is reported. A rule returns `Ok<S>` or the message that the offending argument's type becomes.
//
// Recursive rules are tail-recursive with an accumulator (`Out`, `Done`), so their depth does not count.

import type { Tensor } from './tensor.ts'

// ---------------------------------------------------------------------------------------------------------- vocabulary

export type Shape = readonly number[]

declare const dimensionName: unique symbol

/** A dimension that is only known by name: it equals itself and `number`, and no other dimension. */
export type Dim<Name extends string> = number & { readonly [dimensionName]: Name }

export interface Ok<out S extends Shape> {
  readonly ok: S
}

/** The type of a parameter: `P`, from which the compiler infers, unless the rule's result `R` is a message. */
export type Arg<P, R> = R extends string ? NoInfer<R> : P

/** The type of a result. After a message it is a plain tensor, so that one mistake is reported once. */
export type Out<R> = R extends Ok<infer S> ? Tensor<S> : Tensor

export type Mutable<S extends Shape> = number extends S['length'] ? Shape : [...S]

// Invariant, and no conditional type on it is deferred for a type parameter: `Is<N> extends Is<N>` holds in generic code.
interface Is<in out T> {
  readonly is: (value: T) => T
}

type UnknownRank<S extends Shape> = number extends S['length'] ? true : false

type Widened<S extends Shape> = { -readonly [K in keyof S]: number }

type Tail<S extends Shape> = S extends readonly [number, ...infer R extends Shape] ? R : []

// ---------------------------------------------------------------------------------------------------------------- text

type DimText<D extends number> = D extends Dim<infer Name> ? Name : number extends D ? '?' : `${D}`

type DimsText<S extends Shape, Text extends string = ''> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? DimsText<R, Text extends '' ? DimText<D> : `${Text}, ${DimText<D>}`>
  : Text

export type ShapeText<S extends Shape> = number extends S['length'] ? '[...]' : `[${DimsText<S>}]`

// ---------------------------------------------------------------------------------------------------------- dimensions

/** False only for two dimensions that are certainly different. */
export type SameDim<X extends number, Y extends number> =
  Is<X> extends Is<Y> ? true : [X] extends [Y] ? true : [Y] extends [X] ? true : false

type SameDims<A extends Shape, B extends Shape> = A extends readonly [infer X extends number, ...infer AR extends Shape]
  ? B extends readonly [infer Y extends number, ...infer BR extends Shape]
    ? SameDim<X, Y> extends true
      ? SameDims<AR, BR>
      : false
    : false
  : B extends readonly []
    ? true
    : false

// Beside `number`, a literal other than 1 wins; a name does not, since it may stand for 1.
type BroadcastDim<X extends number, Y extends number> =
  Is<X> extends Is<Y>
    ? X
    : X extends 1
      ? Y
      : Y extends 1
        ? X
        : number extends X
          ? Unnamed<Y>
          : number extends Y
            ? Unnamed<X>
            : 'different'

type Unnamed<D extends number> = D extends Dim<string> ? number : D

// ------------------------------------------------------------------------------------------------------- nested arrays

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
export type TensorData<T> = Arg<T, NestedShape<T>>

// All rows are looked at together, as a union: their lengths agree when the union of their lengths is a single one.
type NestedShape<T, Out extends number[] = []> = [T] extends [readonly NestedNumbers[]]
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

type Single<T, U = T> = (T extends unknown ? ([U] extends [T] ? true : false) : never) extends true ? true : false

// -------------------------------------------------------------------------------------------------------- broadcasting

export type Operand = Tensor | number

export type OperandShape<X> = X extends number ? [] : X extends Tensor<infer S> ? S : never

/** The shape of an elementwise op on a tensor of shape `A` and an operand `X`. */
export type Join<A extends Shape, X> = [X] extends [number] ? Ok<A> : Broadcast<A, OperandShape<X>>

/** The shape of an elementwise op on two operands. */
export type JoinOperands<X, Y> = [Y] extends [number]
  ? Ok<OperandShape<X>>
  : [X] extends [number]
    ? Ok<OperandShape<Y>>
    : Broadcast<OperandShape<X>, OperandShape<Y>>

export type Broadcast<A extends Shape, B extends Shape> =
  Is<A> extends Is<B> ? Ok<A> : UnknownRank<A | B> extends true ? Ok<Shape> : BroadcastDims<A, B, A, B>

type BroadcastDims<
  A extends Shape,
  B extends Shape,
  AllA extends Shape,
  AllB extends Shape,
  Out extends Shape = [],
> = A extends readonly [...infer AR extends Shape, infer X extends number]
  ? B extends readonly [...infer BR extends Shape, infer Y extends number]
    ? BroadcastDim<X, Y> extends infer D extends number
      ? BroadcastDims<AR, BR, AllA, AllB, [D, ...Out]>
      : `cannot broadcast ${ShapeText<AllA>} with ${ShapeText<AllB>}: ${DimText<X>} and ${DimText<Y>} differ`
    : Ok<[...A, ...Out]>
  : Ok<[...B, ...Out]>

export type BroadcastAll<A extends Shape, B extends Shape, C extends Shape> =
  Broadcast<A, B> extends Ok<infer AB> ? Broadcast<AB, C> : Broadcast<A, B>

/** As `Join`, for a second operand beside the first. A first operand that does not fit is reported by itself. */
export type JoinAll<A extends Shape, X, Y> = Join<A, X> extends Ok<infer AX> ? Join<AX, Y> : Ok<Shape>

export type BroadcastTo<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true ? Ok<Shape> : UnknownRank<S> extends true ? Ok<[...To]> : BroadcastToDims<S, To, S, To>

type BroadcastToDims<S extends Shape, To extends Shape, AllS extends Shape, AllTo extends Shape> = S extends readonly [
  ...infer SR extends Shape,
  infer X extends number,
]
  ? To extends readonly [...infer ToR extends Shape, infer Y extends number]
    ? (X extends 1 ? true : SameDim<X, Y>) extends true
      ? BroadcastToDims<SR, ToR, AllS, AllTo>
      : `cannot broadcast ${ShapeText<AllS>} to ${ShapeText<AllTo>}: ${DimText<X>} and ${DimText<Y>} differ`
    : `cannot broadcast ${ShapeText<AllS>} to ${ShapeText<AllTo>}: rank ${AllS['length']} is above ${AllTo['length']}`
  : Ok<[...AllTo]>

// -------------------------------------------------------------------------------------------------------------- matmul

export type MatMul<A extends Shape, B extends Shape> =
  UnknownRank<A | B> extends true
    ? Ok<Shape>
    : LeftFactor<A> extends Factor<infer LA, infer M, infer K>
      ? RightFactor<B> extends Factor<infer LB, infer N, infer L>
        ? SameDim<K, L> extends true
          ? MatMulBatch<LA, LB, [...M, ...N], A, B>
          : `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: inner dimensions ${DimText<K>} and ${DimText<L>} differ`
        : MatMulRank<A, B>
      : MatMulRank<A, B>

/** What matmul does with the dimensions of an operand: `Lead` broadcasts, `Kept` stays, `Inner` is summed over. */
interface Factor<Lead extends Shape, Kept extends Shape, Inner extends number> {
  readonly lead: Lead
  readonly kept: Kept
  readonly inner: Inner
}

type LeftFactor<A extends Shape> = A extends readonly [
  ...infer Lead extends Shape,
  infer M extends number,
  infer K extends number,
]
  ? Factor<Lead, [M], K>
  : A extends readonly [infer K extends number]
    ? Factor<[], [], K>
    : null

type RightFactor<B extends Shape> = B extends readonly [
  ...infer Lead extends Shape,
  infer K extends number,
  infer N extends number,
]
  ? Factor<Lead, [N], K>
  : B extends readonly [infer K extends number]
    ? Factor<[], [], K>
    : null

type MatMulBatch<LA extends Shape, LB extends Shape, MN extends Shape, A extends Shape, B extends Shape> =
  Broadcast<LA, LB> extends Ok<infer L>
    ? Ok<[...L, ...MN]>
    : `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: cannot broadcast the leading ${ShapeText<LA>} with ${ShapeText<LB>}`

type MatMulRank<
  A extends Shape,
  B extends Shape,
> = `cannot matmul ${ShapeText<A>} by ${ShapeText<B>}: both need at least one axis`

// ---------------------------------------------------------------------------------------------------------------- axes

// While a walk stands at an axis, with `Done` behind it and `S` from it on, these are the two names of that axis.
type NamesHere<Done extends Shape, S extends Shape> = `${Done['length']}` | `-${S['length']}`

type AxisNames<S extends Shape, Done extends Shape = [], Names extends string = never> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? AxisNames<R, [...Done, D], Names | NamesHere<Done, S>>
  : Names

type AxisMessage<S extends Shape, Axis extends string> = S extends readonly []
  ? `axis ${Axis} is out of range for []: rank 0 has no axes`
  : `axis ${Axis} is out of range for ${ShapeText<S>}: rank ${S['length']} takes -${S['length']} to ${Tail<S>['length']}`

/** `Ok<S>`, or the message for an axis (or several, as a union of digits) that `S` does not have. */
type CheckAxes<S extends Shape, Axes extends string> = [Exclude<Axes, AxisNames<S>>] extends [never]
  ? Ok<S>
  : AxisMessage<S, Exclude<Axes, AxisNames<S>>>

/** The position, counted from the front, of an axis that exists. */
type AxisIndex<S extends Shape, Axis extends string, Done extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Axis extends NamesHere<Done, S>
    ? Done['length']
    : AxisIndex<R, Axis, [...Done, D]>
  : never

type DropAxes<
  S extends Shape,
  Axes extends string,
  Done extends Shape = [],
  Out extends Shape = [],
> = S extends readonly [infer D extends number, ...infer R extends Shape]
  ? DropAxes<R, Axes, [...Done, D], [Axes & NamesHere<Done, S>] extends [never] ? [...Out, D] : Out>
  : Ok<Out>

type SetAxes<
  S extends Shape,
  Axes extends string,
  To extends number,
  Done extends Shape = [],
  Out extends Shape = [],
> = S extends readonly [infer D extends number, ...infer R extends Shape]
  ? SetAxes<R, Axes, To, [...Done, D], [...Out, [Axes & NamesHere<Done, S>] extends [never] ? D : To]>
  : Ok<Out>

// `S` has one more axis at the end here, so that the names count the axes of the result.
type InsertAxis<S extends Shape, Axis extends string, N extends number, Done extends Shape = []> =
  Axis extends NamesHere<Done, [...S, 0]>
    ? Ok<[...Done, N, ...S]>
    : S extends readonly [infer D extends number, ...infer R extends Shape]
      ? InsertAxis<R, Axis, N, [...Done, D]>
      : AxisMessage<[...Done, N], Axis>

// ---------------------------------------------------------------------------------------------------------- reductions

export type Axes = number | readonly number[] | undefined

export type Reduce<S extends Shape, Axis extends Axes, KeepDims extends boolean> = [Axis] extends [undefined]
  ? ReduceAll<S, KeepDims>
  : undefined extends Axis
    ? ReduceUnknown<S, Shape, KeepDims>
    : Axis extends number
      ? number extends Axis
        ? ReduceUnknown<S, Tail<S>, KeepDims>
        : ReduceAxes<S, `${Axis}`, KeepDims>
      : Axis extends readonly number[]
        ? number extends Axis[number] | Axis['length']
          ? ReduceUnknown<S, Shape, KeepDims>
          : ReduceAxes<S, `${Axis[number]}`, KeepDims>
        : ReduceUnknown<S, Shape, KeepDims>

type ReduceAll<S extends Shape, KeepDims extends boolean> = [KeepDims] extends [false]
  ? Ok<[]>
  : [KeepDims] extends [true]
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : Ok<{ -readonly [K in keyof S]: 1 }>
    : Ok<Shape>

type ReduceUnknown<S extends Shape, Reduced extends Shape, KeepDims extends boolean> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : [KeepDims] extends [true]
      ? Ok<Widened<S>>
      : [KeepDims] extends [false]
        ? UnknownRank<Reduced> extends true
          ? Ok<Shape>
          : Ok<Widened<Reduced>>
        : Ok<Shape>

type ReduceAxes<S extends Shape, Axis extends string, KeepDims extends boolean> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : CheckAxes<S, Axis> extends infer Message extends string
      ? Message
      : [KeepDims] extends [false]
        ? DropAxes<S, Axis>
        : [KeepDims] extends [true]
          ? SetAxes<S, Axis, 1>
          : Ok<Shape>

/** An op that works along one axis and keeps the shape (softmax, cumsum, sort, ...). */
export type KeepAxis<S extends Shape, Axis extends number | undefined> = Axis extends number
  ? number extends Axis
    ? Ok<S>
    : UnknownRank<S> extends true
      ? Ok<S>
      : CheckAxes<S, `${Axis}`>
  : Ok<S>

// ------------------------------------------------------------------------------------------------------- moving axes

export type Permute<S extends Shape, Order extends readonly number[] | undefined> = [Order] extends [readonly number[]]
  ? UnknownRank<S> extends true
    ? Ok<UnknownRank<Order> extends true ? Shape : Widened<Order>>
    : number extends Order[number] | Order['length']
      ? Ok<Widened<S>>
      : Order['length'] extends S['length']
        ? PermuteAxes<S, Order>
        : `cannot transpose ${ShapeText<S>} by ${ShapeText<Order>}: rank ${S['length']} takes ${S['length']} axes`
  : [Order] extends [undefined]
    ? UnknownRank<S> extends true
      ? Ok<Shape>
      : Reverse<S>
    : Ok<UnknownRank<S> extends true ? Shape : Widened<S>>

type Reverse<S extends Shape, Out extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Reverse<R, [D, ...Out]>
  : Ok<Out>

type PermuteAxes<
  S extends Shape,
  Order extends Shape,
  Seen extends number = never,
  Out extends Shape = [],
> = Order extends readonly [infer Axis extends number, ...infer R extends Shape]
  ? [AxisIndex<S, `${Axis}`>] extends [never]
    ? AxisMessage<S, `${Axis}`>
    : AxisIndex<S, `${Axis}`> extends infer I extends number
      ? I extends Seen
        ? `cannot transpose ${ShapeText<S>}: axis ${I} is named twice`
        : PermuteAxes<S, R, Seen | I, [...Out, S[I]]>
      : never
  : Ok<Out>

export type SwapAxes<S extends Shape, I extends number, J extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : number extends I | J
      ? Ok<Widened<S>>
      : CheckAxes<S, `${I}` | `${J}`> extends infer Message extends string
        ? Message
        : SetAxes<S, `${I}`, S[AxisIndex<S, `${J}`>]> extends Ok<infer T>
          ? SetAxes<T, `${J}`, S[AxisIndex<S, `${I}`>]>
          : never

export type ExpandDims<S extends Shape, Axis extends number> = NewAxis<S, Axis, 1>

type NewAxis<S extends Shape, Axis extends number, N extends number> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : number extends Axis
      ? Ok<[number, ...Widened<S>]>
      : InsertAxis<S, `${Axis}`, N>

export type Squeeze<S extends Shape, Axis extends Axes> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : [Axis] extends [undefined]
      ? SqueezeAll<S>
      : Axis extends number
        ? number extends Axis
          ? Ok<Widened<Tail<S>>>
          : SqueezeAxes<S, `${Axis}`>
        : Axis extends readonly []
          ? Ok<Mutable<S>>
          : Axis extends readonly number[]
            ? number extends Axis[number] | Axis['length']
              ? Ok<Shape>
              : SqueezeAxes<S, `${Axis[number]}`>
            : Ok<Shape>

type SqueezeAll<S extends Shape, Out extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? SameDim<D, 1> extends false
    ? SqueezeAll<R, [...Out, D]>
    : D extends 1
      ? SqueezeAll<R, Out>
      : Ok<Shape>
  : Ok<Out>

type SqueezeAxes<S extends Shape, Axis extends string> =
  CheckAxes<S, Axis> extends infer Message extends string
    ? Message
    : SameDim<Exclude<S[AxisIndex<S, Axis>], 1>, 1> extends false // of several axes, any one
      ? `cannot squeeze ${ShapeText<S>}: axis ${Axis} has size ${DimText<S[AxisIndex<S, Axis>]>}, not 1`
      : DropAxes<S, Axis>

// ------------------------------------------------------------------------------------------------------------- reshape

export type Reshape<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<Fill<To, number>>
      : Cancel<S, To> extends [infer SR extends Shape, infer ToR extends Shape]
        ? Measure<SR> extends Measured<infer P, infer X>
          ? Measure<ToR> extends Measured<infer Q, infer Y>
            ? ReshapeBy<S, To, P, Q, X, Y>
            : never
          : never
        : never

/** The product of the literal dimensions, and the other ones: `number`, named ones, and the open -1. */
interface Measured<P, Others extends Shape> {
  readonly product: P
  readonly others: Others
}

type Measure<S extends Shape, P = ['1'], Others extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Digits<`${D}`> extends infer N extends Digit[]
    ? [N] extends [never]
      ? Measure<R, P, [...Others, D]>
      : Measure<R, Times<N, P>, Others>
    : never
  : Measured<P, Others>

type Cancel<X extends Shape, Y extends Shape, Left extends Shape = []> = X extends readonly [
  infer D extends number,
  ...infer R extends Shape,
]
  ? Without<Y, D> extends infer YR extends Shape
    ? [YR] extends [never]
      ? Cancel<R, Y, [...Left, D]>
      : Cancel<R, YR, Left>
    : never
  : [Left, Y]

// Two dimensions that are merely `number` may differ, and zeros decide the whole product: they do not cancel.
type Without<S extends Shape, D extends number, Done extends Shape = []> =
  D extends Uncancelled<D>
    ? never
    : S extends readonly [infer E extends number, ...infer R extends Shape]
      ? Is<D> extends Is<E>
        ? [...Done, ...R]
        : Without<R, D, [...Done, E]>
      : never

type Uncancelled<D extends number> = number extends D ? number : 0

/** `P` and `X` are the literal product and the other dimensions of what remains of `S`; `Q` and `Y` those of `To`. */
type ReshapeBy<S extends Shape, To extends Shape, P, Q, X extends Shape, Y extends Shape> = [X, Y] extends [[], []]
  ? NumberText<P> extends NumberText<Q>
    ? Ok<[...To]>
    : `cannot reshape ${ShapeText<S>} (${SizeText<S>} numbers) to ${ShapeText<To>} (${SizeText<To>})`
  : [X, Y] extends [[], [-1]]
    ? ReshapeOpen<S, To, Quotient<P, Q>>
    : [X, Y] extends [[infer D extends number], [-1]]
      ? Ok<Fill<To, NumberText<P> extends NumberText<Q> ? D : number>>
      : Y extends readonly [-1, -1, ...Shape]
        ? `cannot reshape ${ShapeText<S>} to ${ShapeText<To>}: only one dimension can be -1`
        : Ok<Fill<To, number>>

type ReshapeOpen<S extends Shape, To extends Shape, N> = [N] extends [never]
  ? `cannot reshape ${ShapeText<S>} (${SizeText<S>} numbers) to ${ShapeText<To>}: not a multiple of ${SizeText<To>}`
  : Ok<Fill<To, N & number>>

type Quotient<P, Q> =
  NumberText<Q> extends '0' ? number : NumberText<Q> extends '1' ? NumberOf<P> : NumberOf<Divide<P, Q>>

/** How many numbers a shape holds, as text; an open -1 counts for nothing. */
type SizeText<S extends Shape> = Measure<S> extends Measured<infer P, Shape> ? NumberText<P> : never

type Fill<To extends Shape, D extends number> = { -readonly [K in keyof To]: To[K] extends -1 ? D : To[K] }

// --------------------------------------------------------------------------------------------------------------- slice

/** An index, a range with `null` for an open end, everything, the axes between, or a new axis. */
export type SliceItem =
  | number
  | ':'
  | '...'
  | null
  | readonly [start: number | null, stop: number | null, step?: number | null]

export type SliceShape<S extends Shape, Items extends readonly SliceItem[]> =
  Sliced<S, Items> extends Fault<number, infer Message> ? Message : Sliced<S, Items>

/** The parameters of `slice`: the items as they are, with the message in place of the one that is wrong. */
export type SliceItems<S extends Shape, Items extends readonly SliceItem[]> = {
  [K in keyof Items]: Sliced<S, Items> extends Fault<infer I, infer Message>
    ? K extends `${I}`
      ? NoInfer<Message>
      : Items[K]
    : Items[K]
}

interface Fault<out I extends number, out Message extends string> {
  readonly item: I
  readonly message: Message
}

type Sliced<S extends Shape, Items extends readonly SliceItem[]> =
  UnknownRank<S> extends true ? Ok<Shape> : number extends Items['length'] ? Ok<Shape> : SliceStep<S, Items, S>

type SliceStep<
  S extends Shape,
  Items extends readonly unknown[],
  All extends Shape,
  Done extends readonly unknown[] = [],
  Out extends Shape = [],
> = Items extends readonly [infer Item, ...infer R]
  ? [Item] extends [null]
    ? SliceStep<S, R, All, [...Done, Item], [...Out, 1]>
    : [Item] extends ['...']
      ? '...' extends Done[number]
        ? Fault<Done['length'], `'...' can stand only once`>
        : S extends readonly [...infer Between extends Shape, ...Blank<WithoutNull<R>>]
          ? SliceStep<DropFirst<S, Between>, R, All, [...Done, Item], [...Out, ...Between]>
          : SliceStep<S, R, All, [...Done, Item], Out>
      : S extends readonly [infer D extends number, ...infer SR extends Shape]
        ? [Item] extends [number]
          ? IndexFits<D, Item> extends false
            ? Fault<Done['length'], `index ${Item} is out of range for a dimension of ${DimText<D>}`>
            : SliceStep<SR, R, All, [...Done, Item], Out>
          : [Item] extends [':' | readonly unknown[]]
            ? SliceStep<SR, R, All, [...Done, Item], [...Out, SliceLength<D, Item>]>
            : Ok<Shape>
        : Fault<
            Done['length'],
            `cannot slice ${ShapeText<All>} here: rank ${All['length']} takes ${All['length']} items`
          >
  : Ok<[...Out, ...S]>

type WithoutNull<Items extends readonly unknown[], Out extends readonly unknown[] = []> = Items extends readonly [
  infer Item,
  ...infer R,
]
  ? WithoutNull<R, Item extends null ? Out : [...Out, Item]>
  : Out

type Blank<Items extends readonly unknown[]> = { [K in keyof Items]: number }

type DropFirst<S extends Shape, Front extends Shape> = S extends readonly [...Blank<Front>, ...infer R extends Shape]
  ? R
  : S

type IndexFits<D extends number, I extends number> =
  Digits<`${D}`> extends infer N extends Digit[]
    ? [N] extends [never]
      ? unknown
      : `${I}` extends `-${infer J}`
        ? [Minus<N, Digits<J>>] extends [never]
          ? false
          : true
        : [Minus<N, Plus<Digits<`${I}`>, ['1']>>] extends [never]
          ? false
          : true
    : never

type SliceLength<D extends number, Item> = Item extends
  | ':'
  | readonly [null, null]
  | readonly [null, null, 1 | -1 | null]
  ? D
  : Item extends readonly [infer Start extends number | null, infer Stop extends number | null]
    ? RangeLength<Digits<`${D}`>, Start, Stop>
    : Item extends readonly [infer Start extends number | null, infer Stop extends number | null, 1 | null]
      ? RangeLength<Digits<`${D}`>, Start, Stop>
      : number

type RangeLength<N, Start extends number | null, Stop extends number | null> = [N] extends [never]
  ? number
  : number extends Start | Stop
    ? number
    : OrZero<Minus<Clamp<N, Stop, N>, Clamp<N, Start, ['0']>>>

type Clamp<N, I extends number | null, Open> = I extends number
  ? `${I}` extends `-${infer J}`
    ? Minus<N, Digits<J>> extends infer M
      ? [M] extends [never]
        ? ['0']
        : M
      : never
    : [Minus<N, Digits<`${I}`>>] extends [never]
      ? N
      : Digits<`${I}`>
  : Open

type OrZero<N> = [N] extends [never] ? 0 : NumberOf<N>

// ---------------------------------------------------------------------------------------------------- concat and stack

export type Concat<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer R extends readonly Shape[],
]
  ? ConcatAxis<First, Axis> extends infer Message extends string
    ? Message
    : ConcatAll<First, R, Axis>
  : Shapes extends readonly []
    ? 'concat needs at least one tensor'
    : ConcatUnknown<Shapes[number], Axis>

type ConcatUnknown<S extends Shape, Axis extends number> =
  Single<S> extends false
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<Shape>
      : number extends Axis
        ? Ok<Widened<S>>
        : CheckAxes<S, `${Axis}`> extends infer Message extends string
          ? Message
          : SetAxes<S, `${Axis}`, number>

type ConcatAll<S extends Shape, Rest extends readonly Shape[], Axis extends number> = Rest extends readonly [
  infer T extends Shape,
  ...infer R extends readonly Shape[],
]
  ? ConcatTwo<S, T, Axis> extends Ok<infer ST>
    ? ConcatAll<ST, R, Axis>
    : ConcatTwo<S, T, Axis>
  : Rest extends readonly []
    ? Ok<Mutable<S>>
    : Ok<Shape>

/** The message for an axis that the first shape does not have. */
export type ConcatAxis<S extends Shape, Axis extends number> = KeepAxis<S, Axis>

export type ConcatTwo<S extends Shape, T extends Shape, Axis extends number> =
  UnknownRank<S | T> extends true
    ? Ok<Shape>
    : number extends Axis
      ? Ok<S['length'] extends T['length'] ? Widened<S> : Shape>
      : CheckAxes<S, `${Axis}`> extends string
        ? Ok<Shape>
        : S['length'] extends T['length']
          ? ConcatDims<S, T, `${Axis}`, S, T>
          : `cannot concat ${ShapeText<S>} with ${ShapeText<T>}: ranks ${S['length']} and ${T['length']} differ`

type ConcatDims<
  S extends Shape,
  T extends Shape,
  Axis extends string,
  AllS extends Shape,
  AllT extends Shape,
  Out extends Shape = [],
> = S extends readonly [infer X extends number, ...infer SR extends Shape]
  ? T extends readonly [infer Y extends number, ...infer TR extends Shape]
    ? Axis extends NamesHere<Out, S>
      ? ConcatDims<SR, TR, Axis, AllS, AllT, [...Out, Sum<X, Y>]>
      : SameDim<X, Y> extends true
        ? ConcatDims<SR, TR, Axis, AllS, AllT, [...Out, Narrower<X, Y>]>
        : `cannot concat ${ShapeText<AllS>} with ${ShapeText<AllT>} on axis ${Axis}: ${DimText<X>} and ${DimText<Y>} differ`
    : never
  : Ok<Out>

type Narrower<X extends number, Y extends number> = [X] extends [Y] ? X : Y

type Sum<X extends number, Y extends number> = [Digits<`${X}`>] extends [never]
  ? number
  : [Digits<`${Y}`>] extends [never]
    ? number
    : NumberOf<Plus<Digits<`${X}`>, Digits<`${Y}`>>>

export type Stack<Shapes extends readonly Shape[], Axis extends number> = Shapes extends readonly [
  infer First extends Shape,
  ...infer R extends readonly Shape[],
]
  ? StackAll<First, R, Axis, Shapes['length']>
  : Shapes extends readonly []
    ? 'stack needs at least one tensor'
    : Single<Shapes[number]> extends false
      ? Ok<Shape>
      : NewAxis<Shapes[number], Axis, number>

type StackAll<
  S extends Shape,
  Rest extends readonly Shape[],
  Axis extends number,
  N extends number,
> = Rest extends readonly [infer T extends Shape, ...infer R extends readonly Shape[]]
  ? StackTwo<S, T> extends Ok<infer ST>
    ? StackAll<ST, R, Axis, N>
    : StackTwo<S, T>
  : Rest extends readonly []
    ? NewAxis<S, Axis, N>
    : Ok<Shape>

export type StackTwo<S extends Shape, T extends Shape> =
  UnknownRank<S | T> extends true
    ? Ok<Shape>
    : SameDims<S, T> extends true
      ? Ok<{ -readonly [K in keyof S]: K extends keyof T ? NarrowerOf<S[K], T[K]> : S[K] }>
      : `cannot stack ${ShapeText<S>} with ${ShapeText<T>}: the shapes differ`

type NarrowerOf<X, Y> = [X] extends [Y] ? X : Y

// ------------------------------------------------------------------------------------------------------------------ as

/** `x.as(To)`: only two literals, or two ranks, can be certainly different; a name or `number` may be any size. */
export type As<S extends Shape, To extends Shape> =
  UnknownRank<To> extends true
    ? Ok<Shape>
    : UnknownRank<S> extends true
      ? Ok<[...To]>
      : S['length'] extends To['length']
        ? AsDims<S, To, S, To>
        : `${ShapeText<S>} cannot be ${ShapeText<To>}: ranks ${S['length']} and ${To['length']} differ`

type AsDims<S extends Shape, To extends Shape, AllS extends Shape, AllTo extends Shape> = S extends readonly [
  infer X extends number,
  ...infer SR extends Shape,
]
  ? To extends readonly [infer Y extends number, ...infer ToR extends Shape]
    ? SameSize<X, Y> extends true
      ? AsDims<SR, ToR, AllS, AllTo>
      : `${ShapeText<AllS>} cannot be ${ShapeText<AllTo>}: ${DimText<X>} and ${DimText<Y>} differ`
    : never
  : Ok<[...AllTo]>

type SameSize<X extends number, Y extends number> =
  X extends Dim<string> ? true : Y extends Dim<string> ? true : SameDim<X, Y>

// ---------------------------------------------------------------------------------------------------------- arithmetic
//
// Schoolbook arithmetic on decimal digits, lowest first: its cost grows with the number of digits and not with the
// number, as that of tuple lengths would. `never` stands for what is not a natural number. Numbers are parameters without
// a constraint on purpose: proving that `Plus<...>` is one takes the compiler seconds.

type Digit = keyof Count

interface Count {
  '0': []
  '1': [0]
  '2': [0, 0]
  '3': [0, 0, 0]
  '4': [0, 0, 0, 0]
  '5': [0, 0, 0, 0, 0]
  '6': [0, 0, 0, 0, 0, 0]
  '7': [0, 0, 0, 0, 0, 0, 0]
  '8': [0, 0, 0, 0, 0, 0, 0, 0]
  '9': [0, 0, 0, 0, 0, 0, 0, 0, 0]
}

type Digits<Text extends string, Out extends Digit[] = []> = Text extends `${infer D extends Digit}${infer R}`
  ? Digits<R, [D, ...Out]>
  : Text extends ''
    ? Out
    : never

type NumberText<N> = N extends [...infer R, '0'] ? NumberText<R> : DigitsText<N>

type DigitsText<N, Text extends string = ''> = N extends [infer D extends Digit, ...infer R]
  ? DigitsText<R, `${D}${Text}`>
  : Text extends ''
    ? '0'
    : Text

type NumberOf<N> = NumberText<N> extends `${infer X extends number}` ? X : never

type Low<N> = N extends [infer D extends Digit, ...unknown[]] ? D : '0'

type High<N> = N extends [Digit, ...infer R] ? R : []

type Plus<A, B, Carry extends '0' | '1' = '0', Out extends Digit[] = []> = [A, B] extends [[], []]
  ? Carry extends '1'
    ? [...Out, '1']
    : Out
  : DigitPlus<Low<A>, Low<B>, Carry> extends `1${infer D extends Digit}`
    ? Plus<High<A>, High<B>, '1', [...Out, D]>
    : Plus<High<A>, High<B>, '0', [...Out, DigitPlus<Low<A>, Low<B>, Carry> & Digit]>

type DigitPlus<
  X extends Digit,
  Y extends Digit,
  Carry extends Digit,
> = `${[...Count[X], ...Count[Y], ...Count[Carry]]['length'] & number}`

type Minus<A, B, Borrow extends '0' | '1' = '0', Out extends Digit[] = []> = [A, B] extends [[], []]
  ? Borrow extends '1'
    ? never
    : Out
  : DigitMinus<Low<A>, Low<B>, Borrow> extends `1${infer D extends Digit}`
    ? Minus<High<A>, High<B>, '0', [...Out, D]>
    : Minus<High<A>, High<B>, '1', [...Out, DigitMinus<Low<A>, Low<B>, Borrow> & Digit]>

// 10 + X - Y - Borrow: two digits when nothing has to be borrowed.
type DigitMinus<X extends Digit, Y extends Digit, Borrow extends Digit> = [...Count['9'], 0, ...Count[X]] extends [
  ...Count[Y],
  ...Count[Borrow],
  ...infer R,
]
  ? `${R['length'] & number}`
  : never

type Times<A extends Digit[], B, Out = []> = B extends [infer D extends Digit, ...infer R]
  ? Times<['0', ...A], R, PlusTimes<Out, A, Count[D]>>
  : Out

type PlusTimes<Out, A, N> = N extends [0, ...infer R] ? PlusTimes<Plus<Out, A>, A, R> : Out

/** `A / B`, or `never` when there is a remainder; `B` is not zero. */
type Divide<A, B, Rest extends Digit[] = [], Out extends Digit[] = []> = A extends [...infer R, infer D extends Digit]
  ? DivideDigit<[D, ...Rest], B> extends [infer Next extends Digit[], infer Q extends Digit]
    ? Divide<R, B, Next, [Q, ...Out]>
    : never
  : NumberText<Rest> extends '0'
    ? Out
    : never

type DivideDigit<Rest, B, Q extends 0[] = []> =
  Minus<Rest, B> extends infer Next
    ? [Next] extends [never]
      ? [Rest, `${Q['length']}`]
      : DivideDigit<Next, B, [...Q, 0]>
    : never
