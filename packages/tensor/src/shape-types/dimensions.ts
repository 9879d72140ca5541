import type { Dim, Is, Shape } from './vocabulary.ts'

/** False only for two dimensions that are certainly different. */
export type SameDim<X extends number, Y extends number> =
  Is<X> extends Is<Y> ? true : [X] extends [Y] ? true : [Y] extends [X] ? true : false

export type SameDims<A extends Shape, B extends Shape> = A extends readonly [
  infer X extends number,
  ...infer AR extends Shape,
]
  ? B extends readonly [infer Y extends number, ...infer BR extends Shape]
    ? SameDim<X, Y> extends true
      ? SameDims<AR, BR>
      : false
    : false
  : B extends readonly []
    ? true
    : false

// Beside `number`, a literal other than 1 wins; a name does not, since it may stand for 1.
export type BroadcastDim<X extends number, Y extends number> =
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
