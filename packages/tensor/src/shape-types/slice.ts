import type { Digits, Minus, NumberOf, Plus, SizeDigits } from './digits.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

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

type IndexFits<D extends number, I extends number> = [Digits<`${D}`>] extends [never]
  ? unknown
  : [SizeDigits<I>] extends [never]
    ? unknown
    : [Minus<Digits<`${D}`>, `${I}` extends `-${string}` ? SizeDigits<I> : Plus<SizeDigits<I>, '1'>>] extends [never]
      ? false
      : true

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
  : [Bound<Start>] extends [never]
    ? number
    : [Bound<Stop>] extends [never]
      ? number
      : OrZero<Minus<Clamp<N, Stop, N>, Clamp<N, Start, '0'>>>

type Bound<I extends number | null> = I extends number ? SizeDigits<I> : '0'

type Clamp<N, I extends number | null, Open> = I extends number
  ? `${I}` extends `-${infer J}`
    ? Minus<N, Digits<J>> extends infer M
      ? [M] extends [never]
        ? '0'
        : M
      : never
    : [Minus<N, Digits<`${I}`>>] extends [never]
      ? N
      : Digits<`${I}`>
  : Open

type OrZero<N> = [N] extends [never] ? 0 : NumberOf<N>
