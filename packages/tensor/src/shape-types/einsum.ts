import type { Tensor } from '../tensor.ts'
import type { Broadcast, Operand, OperandShape } from './broadcast.ts'
import type { BroadcastDim, SameDim } from './dimensions.ts'
import type { DimText, Ok, Shape, ShapeText, UnknownRank } from './vocabulary.ts'

/** The shape that an equation makes of operands, a message on the equation, or a fault of an operand. */
export type Einsum<E extends string, Operands extends readonly Operand[]> = string extends E
  ? Ok<Shape>
  : number extends Operands['length']
    ? Ok<Shape>
    : WithoutSpaces<E> extends `${infer Left}->${infer Right}`
      ? Terms<E, Left> extends infer Inputs extends readonly Term[]
        ? TermOf<E, Right> extends infer Output extends Term
          ? Applied<E, Inputs, Output, Operands>
          : TermOf<E, Right>
        : Terms<E, Left>
      : Terms<E, WithoutSpaces<E>> extends infer Inputs extends readonly Term[]
        ? Applied<E, Inputs, null, Operands>
        : Terms<E, WithoutSpaces<E>>

/** The parameter of the equation: the message where it is wrong by itself. */
export type EinsumEquation<E extends string, Operands extends readonly Operand[]> =
  Einsum<E, Operands> extends infer Message extends string ? NoInfer<Message> : E

/** The parameters of the operands: as they are, with the message in place of the one that does not fit. */
export type EinsumOperands<E extends string, Operands extends readonly Operand[]> = {
  [K in keyof Operands]: Einsum<E, Operands> extends Fault<infer Before, infer Message>
    ? K extends `${Before['length']}`
      ? NoInfer<Message>
      : Operands[K]
    : Operands[K]
}

/** The same for a method, whose first operand stands before the dot: what is wrong with that is reported at the equation. */
export type EinsumMethodEquation<E extends string, S extends Shape, Others extends readonly Operand[]> =
  MethodEinsum<E, S, Others> extends infer Message extends string
    ? NoInfer<Message>
    : MethodEinsum<E, S, Others> extends Fault<[], infer Message>
      ? NoInfer<Message>
      : E

export type EinsumOthers<E extends string, S extends Shape, Others extends readonly Operand[]> = {
  [K in keyof Others]: MethodEinsum<E, S, Others> extends Fault<[unknown, ...infer Before], infer Message>
    ? K extends `${Before['length']}`
      ? NoInfer<Message>
      : Others[K]
    : Others[K]
}

export type MethodEinsum<E extends string, S extends Shape, Others extends readonly Operand[]> = Einsum<
  E,
  [Tensor<S>, ...Others]
>

/** An operand that does not fit, after those in `Before`. */
interface Fault<out Before extends readonly unknown[], out Message extends string> {
  readonly before: Before
  readonly message: Message
}

type WithoutSpaces<E extends string> = E extends `${infer Left} ${infer Right}` ? WithoutSpaces<`${Left}${Right}`> : E

type Letters = readonly string[]

/** The letters before and after an ellipsis; null where there is none. */
interface Term {
  readonly text: string
  readonly before: Letters
  readonly after: Letters | null
}

interface TermAs<Text extends string, Before, After> {
  readonly text: Text
  readonly before: Before
  readonly after: After
}

type Terms<
  E extends string,
  Text extends string,
  Out extends readonly Term[] = [],
> = Text extends `${infer First},${infer Rest}`
  ? TermOf<E, First> extends infer T extends Term
    ? Terms<E, Rest, [...Out, T]>
    : TermOf<E, First>
  : TermOf<E, Text> extends infer T extends Term
    ? [...Out, T]
    : TermOf<E, Text>

type TermOf<E extends string, Text extends string> = Text extends `${infer Before}...${infer After}`
  ? [LettersOf<Before>, LettersOf<After>] extends [infer B extends Letters, infer A extends Letters]
    ? TermAs<Text, B, A>
    : Unreadable<E, Text>
  : LettersOf<Text> extends infer B extends Letters
    ? TermAs<Text, B, null>
    : Unreadable<E, Text>

type Unreadable<E extends string, Text extends string> = `einsum cannot read '${Text}' in '${E}'`

// A letter differs from its other case; other characters do not.
type LettersOf<Text extends string, Out extends Letters = []> = Text extends `${infer L}${infer R}`
  ? Lowercase<L> extends Uppercase<L>
    ? null
    : LettersOf<R, [...Out, L]>
  : Out

type Applied<
  E extends string,
  Inputs extends readonly Term[],
  Output extends Term | null,
  Operands extends readonly Operand[],
> = Inputs['length'] extends Operands['length']
  ? Bound<E, Inputs, Operands> extends infer All
    ? All extends Sizes<infer Env, infer Dots>
      ? Result<E, Inputs, Output, Env, Dots>
      : All
    : never
  : `einsum '${E}' takes ${Inputs['length']} operands, but gets ${Operands['length']}`

/** The size of each letter, and the broadcast axes that ellipses stand for. */
interface Sizes<Env, Dots extends Shape> {
  readonly env: Env
  readonly dots: Dots
}

/** The sizes of all letters, or the fault of the first operand that does not fit. */
type Bound<
  E extends string,
  Inputs extends readonly Term[],
  Operands extends readonly unknown[],
  Env = Record<never, never>,
  Dots extends Shape = [],
  Done extends readonly unknown[] = [],
> = Inputs extends readonly [infer T extends Term, ...infer TR extends readonly Term[]]
  ? Operands extends readonly [infer X, ...infer XR]
    ? BindOperand<E, T, OperandShape<X>, Env, Dots> extends infer Next
      ? Next extends Sizes<infer NextEnv, infer NextDots>
        ? Bound<E, TR, XR, NextEnv, NextDots, [...Done, X]>
        : Fault<Done, Next & string>
      : never
    : never
  : Sizes<Env, Dots>

type BindOperand<E extends string, T extends Term, S extends Shape, Env, Dots extends Shape> =
  UnknownRank<S> extends true
    ? BindUnknown<[...T['before'], ...(T['after'] extends Letters ? T['after'] : [])], Env> extends infer Next
      ? Sizes<Next, T['after'] extends Letters ? Shape : Dots>
      : never
    : T['after'] extends Letters
      ? S extends readonly [...Blank<T['before']>, ...infer Middle extends Shape, ...Blank<T['after']>]
        ? BroadcastDots<Dots, Middle> extends Ok<infer NextDots>
          ? BindLetters<E, [...T['before'], ...T['after']], Ends<S, T['before'], T['after']>, S, Env, NextDots>
          : `cannot take '${E}': '...' is ${ShapeText<Dots>} and ${ShapeText<Middle>} in ${ShapeText<S>}`
        : WrongRank<E, T, S>
      : T['before']['length'] extends S['length']
        ? BindLetters<E, T['before'], S, S, Env, Dots>
        : WrongRank<E, T, S>

type BroadcastDots<A extends Shape, B extends Shape> = UnknownRank<A> extends true ? Ok<A> : Broadcast<A, B>

type WrongRank<
  E extends string,
  T extends Term,
  S extends Shape,
> = `'${T['text']}' of '${E}' differs in rank from ${ShapeText<S>}`

type Blank<L extends Letters> = { [K in keyof L]: number }

/** The dimensions without those between the ends. */
type Ends<S extends Shape, Before extends Letters, After extends Letters> = [
  ...Front<S, Before>,
  ...(S extends readonly [...Front<S, Before>, ...infer R extends Shape] ? Back<R, After> : []),
]

type Front<S extends Shape, L extends Letters, Out extends Shape = []> = Out['length'] extends L['length']
  ? Out
  : S extends readonly [infer D extends number, ...infer R extends Shape]
    ? Front<R, L, [...Out, D]>
    : Out

type Back<S extends Shape, L extends Letters, Out extends Shape = []> = Out['length'] extends L['length']
  ? Out
  : S extends readonly [...infer R extends Shape, infer D extends number]
    ? Back<R, L, [D, ...Out]>
    : Out

type Put<Env, L extends string, D> = { [K in keyof Env | L]: K extends L ? D : K extends keyof Env ? Env[K] : never }

type BindUnknown<All extends Letters, Env> = All extends readonly [infer L extends string, ...infer R extends Letters]
  ? BindUnknown<R, L extends keyof Env ? Env : Put<Env, L, number>>
  : Env

/** `Own` are the sizes in this operand: its axes of one letter do not broadcast with each other. */
type BindLetters<
  E extends string,
  All extends Letters,
  S extends Shape,
  Whole extends Shape,
  Env,
  Dots extends Shape,
  Own = Record<never, never>,
> = All extends readonly [infer L extends string, ...infer R extends Letters]
  ? S extends readonly [infer D extends number, ...infer SR extends Shape]
    ? L extends keyof Own
      ? SameDim<Own[L] & number, D> extends true
        ? BindLetters<E, R, SR, Whole, Env, Dots, Own>
        : Differs<E, L, Own[L] & number, D, Whole>
      : L extends keyof Env
        ? BroadcastDim<Env[L] & number, D> extends infer X extends number
          ? BindLetters<E, R, SR, Whole, Put<Env, L, X>, Dots, Put<Own, L, D>>
          : Differs<E, L, Env[L] & number, D, Whole>
        : BindLetters<E, R, SR, Whole, Put<Env, L, D>, Dots, Put<Own, L, D>>
    : never
  : Sizes<Env, Dots>

type Differs<
  E extends string,
  L extends string,
  X extends number,
  Y extends number,
  S extends Shape,
> = `cannot take '${E}': letter ${L} is ${DimText<X>} and ${DimText<Y>} in ${ShapeText<S>}`

type Result<
  E extends string,
  Inputs extends readonly Term[],
  Output extends Term | null,
  Env,
  Dots extends Shape,
> = Output extends Term
  ? OutputFault<
      E,
      [...Output['before'], ...(Output['after'] extends Letters ? Output['after'] : [])],
      Env
    > extends infer F
    ? F extends string
      ? F
      : Output['after'] extends Letters
        ? WithDots<SizesOf<Output['before'], Env>, Dots, SizesOf<Output['after'], Env>>
        : Dots extends readonly []
          ? Ok<SizesOf<Output['before'], Env>>
          : UnknownRank<Dots> extends true
            ? Ok<SizesOf<Output['before'], Env>>
            : `the output of '${E}' needs '...', which stands for ${ShapeText<Dots>}`
    : never
  : // inferred, so that nothing has to be proved of it: the compiler would try every set of letters
    Once<AllLetters<Inputs>> extends infer L extends Letters
    ? WithDots<[], Dots, SizesOf<L, Env>>
    : never

type WithDots<Before extends Shape, Dots extends Shape, After extends Shape> =
  UnknownRank<Dots> extends true ? Ok<Shape> : Ok<[...Before, ...Dots, ...After]>

type OutputFault<E extends string, All extends Letters, Env, Seen = never> = All extends readonly [
  infer L extends string,
  ...infer R extends Letters,
]
  ? L extends keyof Env
    ? L extends Seen
      ? `letter ${L} can stand only once in the output of '${E}'`
      : OutputFault<E, R, Env, Seen | L>
    : `letter ${L} in the output of '${E}' differs from all letters of the operands`
  : null

type SizesOf<L extends Letters, Env, Out extends Shape = []> = L extends readonly [
  infer X extends string,
  ...infer R extends Letters,
]
  ? SizesOf<R, Env, [...Out, X extends keyof Env ? Env[X] & number : number]>
  : Out

type AllLetters<Inputs extends readonly Term[], Text extends string = ''> = Inputs extends readonly [
  infer T extends Term,
  ...infer R extends readonly Term[],
]
  ? AllLetters<R, `${Text}${T['text']}`>
  : Text

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** The letters that stand once, in the order of the alphabet. */
type Once<
  Text extends string,
  Rest extends string = Alphabet,
  Out extends Letters = [],
> = Rest extends `${infer L}${infer R}`
  ? Text extends `${string}${L}${infer Behind}`
    ? Once<Text, R, Behind extends `${string}${L}${string}` ? Out : [...Out, L]>
    : Once<Text, R, Out>
  : Out
