// Schoolbook arithmetic on decimal digits, lowest first: '487' is 784. Its cost grows with the number of digits and not
// with the number, as that of tuple lengths would; and a string costs the compiler less than a tuple, which brings all
// methods of an array. `never` stands for what is not a natural number. Numbers are parameters without a constraint on
// purpose: proving that `Plus<...>` is one takes the compiler seconds.

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

export type Digits<Text extends string, Out extends string = ''> = Text extends `${infer D extends Digit}${infer R}`
  ? Digits<R, `${D}${Out}`>
  : Text extends ''
    ? Out
    : never

/** The digits of |X|. */
export type SizeDigits<X extends number> = `${X}` extends `-${infer Size}` ? Digits<Size> : Digits<`${X}`>

export type NumberText<N, Text extends string = ''> = N extends `${infer D}${infer R}`
  ? NumberText<R, `${D}${Text}`>
  : NoLeadingZeros<Text>

type NoLeadingZeros<Text> = Text extends `0${infer R}` ? NoLeadingZeros<R> : Text extends '' ? '0' : Text

export type NumberOf<N> = NumberText<N> extends `${infer X extends number}` ? X : never

export type Plus<
  A,
  B,
  Carry extends Digit = '0',
  Out extends string = '',
> = A extends `${infer X extends Digit}${infer R}`
  ? B extends `${infer Y extends Digit}${infer S}`
    ? Carried<R, S, DigitPlus<X, Y, Carry>, Out>
    : Carried<R, '', DigitPlus<X, '0', Carry>, Out>
  : B extends `${infer Y extends Digit}${infer S}`
    ? Carried<'', S, DigitPlus<'0', Y, Carry>, Out>
    : Carry extends '1'
      ? `${Out}1`
      : Out

type Carried<A, B, Here, Out extends string> = Here extends `1${infer D extends Digit}`
  ? Plus<A, B, '1', `${Out}${D}`>
  : Plus<A, B, '0', `${Out}${Here & string}`>

type DigitPlus<
  X extends Digit,
  Y extends Digit,
  Carry extends Digit,
> = `${[...Count[X], ...Count[Y], ...Count[Carry]]['length'] & number}`

export type Minus<
  A,
  B,
  Borrow extends Digit = '0',
  Out extends string = '',
> = A extends `${infer X extends Digit}${infer R}`
  ? B extends `${infer Y extends Digit}${infer S}`
    ? Borrowed<R, S, DigitMinus<X, Y, Borrow>, Out>
    : Borrowed<R, '', DigitMinus<X, '0', Borrow>, Out>
  : B extends `${infer Y extends Digit}${infer S}`
    ? Borrowed<'', S, DigitMinus<'0', Y, Borrow>, Out>
    : Borrow extends '1'
      ? never
      : Out

type Borrowed<A, B, Here, Out extends string> = Here extends `1${infer D extends Digit}`
  ? Minus<A, B, '0', `${Out}${D}`>
  : Minus<A, B, '1', `${Out}${Here & string}`>

// 10 + X - Y - Borrow: two digits when nothing has to be borrowed.
type DigitMinus<X extends Digit, Y extends Digit, Borrow extends Digit> = [...Count['9'], 0, ...Count[X]] extends [
  ...Count[Y],
  ...Count[Borrow],
  ...infer R,
]
  ? `${R['length'] & number}`
  : never

export type Times<A extends string, B, Out = ''> = B extends `${infer D extends Digit}${infer R}`
  ? Times<`0${A}`, R, PlusTimes<Out, A, Count[D]>>
  : Out

type PlusTimes<Out, A, N> = N extends [0, ...infer R] ? PlusTimes<Plus<Out, A>, A, R> : Out

/** `A / B`, or `never` when there is a remainder; `B` is not zero. */
export type Divide<A, B> =
  DivideText<NumberText<A>, B> extends `${infer Q} ${infer Rest}` ? (NumberText<Rest> extends '0' ? Q : never) : never

/** ⌊A / B⌋; `B` is not zero. */
export type Quotient<A, B> = DivideText<NumberText<A>, B> extends `${infer Q} ${string}` ? Q : never

// The quotient and the rest of a number that is written highest digit first.
type DivideText<A, B, Rest extends string = '', Out extends string = ''> = A extends `${infer D}${infer R}`
  ? DivideDigit<`${D}${Rest}`, B> extends `${infer Q} ${infer Next}`
    ? DivideText<R, B, Next, `${Q}${Out}`>
    : never
  : `${Out} ${Rest}`

// Ten times would be no digit: that is what an open number, which stays as it is, comes to.
type DivideDigit<Rest, B, Q extends 0[] = []> = Q['length'] extends 10
  ? never
  : Minus<Rest, B> extends infer Next
    ? [Next] extends [never]
      ? `${Q['length']} ${Rest & string}`
      : DivideDigit<Next, B, [...Q, 0]>
    : never

/** X + Y, of natural numbers; `number` where one of them is open. */
export type Sum<X extends number, Y extends number> = [Digits<`${X}`>] extends [never]
  ? number
  : [Digits<`${Y}`>] extends [never]
    ? number
    : NumberOf<Plus<Digits<`${X}`>, Digits<`${Y}`>>>
