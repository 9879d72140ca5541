// Schoolbook arithmetic on decimal digits, lowest first: its cost grows with the number of digits and not with the
// number, as that of tuple lengths would. `never` stands for what is not a natural number. Numbers are parameters without
// a constraint on purpose: proving that `Plus<...>` is one takes the compiler seconds.

export type Digit = keyof Count

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

export type Digits<Text extends string, Out extends Digit[] = []> = Text extends `${infer D extends Digit}${infer R}`
  ? Digits<R, [D, ...Out]>
  : Text extends ''
    ? Out
    : never

export type NumberText<N> = N extends [...infer R, '0'] ? NumberText<R> : DigitsText<N>

type DigitsText<N, Text extends string = ''> = N extends [infer D extends Digit, ...infer R]
  ? DigitsText<R, `${D}${Text}`>
  : Text extends ''
    ? '0'
    : Text

export type NumberOf<N> = NumberText<N> extends `${infer X extends number}` ? X : never

type Low<N> = N extends [infer D extends Digit, ...unknown[]] ? D : '0'

type High<N> = N extends [Digit, ...infer R] ? R : []

export type Plus<A, B, Carry extends '0' | '1' = '0', Out extends Digit[] = []> = [A, B] extends [[], []]
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

export type Minus<A, B, Borrow extends '0' | '1' = '0', Out extends Digit[] = []> = [A, B] extends [[], []]
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

export type Times<A extends Digit[], B, Out = []> = B extends [infer D extends Digit, ...infer R]
  ? Times<['0', ...A], R, PlusTimes<Out, A, Count[D]>>
  : Out

type PlusTimes<Out, A, N> = N extends [0, ...infer R] ? PlusTimes<Plus<Out, A>, A, R> : Out

/** `A / B`, or `never` when there is a remainder; `B` is not zero. */
export type Divide<A, B, Rest extends Digit[] = [], Out extends Digit[] = []> = A extends [
  ...infer R,
  infer D extends Digit,
]
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

/** X + Y, of natural numbers; `number` where one of them is open. */
export type Sum<X extends number, Y extends number> = [Digits<`${X}`>] extends [never]
  ? number
  : [Digits<`${Y}`>] extends [never]
    ? number
    : NumberOf<Plus<Digits<`${X}`>, Digits<`${Y}`>>>
