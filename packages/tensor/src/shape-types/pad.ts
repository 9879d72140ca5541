import type { Sum } from './digits.ts'
import type { NotCount } from './rearrange.ts'
import type { Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

export type PadPair = readonly [before: number, after: number]

/** One number or pair for all axes, or a pair for each. */
export type PadWidths = number | PadPair | readonly PadPair[]

export type Pad<S extends Shape, W extends PadWidths> =
  UnknownRank<S> extends true
    ? Ok<Shape>
    : W extends number
      ? NotCount<W> extends infer Message extends string
        ? Message
        : PadAll<S, W, W>
      : W extends readonly [infer Before extends number, infer After extends number]
        ? NotCount<Before | After> extends infer Message extends string
          ? Message
          : PadAll<S, Before, After>
        : W extends readonly PadPair[]
          ? number extends W['length']
            ? Ok<{ -readonly [K in keyof S]: number }>
            : W['length'] extends S['length']
              ? PadEach<S, W>
              : `cannot pad ${ShapeText<S>} by ${W['length']} pairs: rank ${S['length']} takes ${S['length']}`
          : Ok<Shape>

type PadAll<S extends Shape, Before extends number, After extends number> = Ok<{
  -readonly [K in keyof S]: Sum<Sum<S[K], Before>, After>
}>

type PadEach<S extends Shape, W extends readonly PadPair[], Out extends Shape = []> = S extends readonly [
  infer D extends number,
  ...infer SR extends Shape,
]
  ? W extends readonly [infer Width extends PadPair, ...infer WR extends readonly PadPair[]]
    ? NotCount<Width[number]> extends infer Message extends string
      ? Message
      : PadEach<SR, WR, [...Out, Sum<Sum<D, Width[0]>, Width[1]>]>
    : never
  : Ok<Out>
