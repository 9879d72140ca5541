import type { Algebra, Formula, Op } from '@adjoint/tensor'

type Functions = Exclude<keyof Algebra<unknown>, 'constant'>

/** What people write with one sign, and the algebra with several. */
type Shorthand = 'absorb' | 'max' | 'min' | 'square' | 'notEqual' | 'greater' | 'greaterEqual'

export type ScalarFunction = Functions | Shorthand

/** A function applied to its operands. */
interface Call {
  readonly kind: 'scalar'
  readonly name: ScalarFunction
  readonly operands: readonly Expression[]
}

/** A formula as a tree, to be written in several scripts, or evaluated. */
export type Expression =
  | { readonly kind: 'number'; readonly value: number }
  /** an operand, by the name under which the writer looks it up */
  | { readonly kind: 'symbol'; readonly name: string }
  | Call
  | { readonly kind: 'op'; readonly op: Op; readonly attrs: unknown; readonly operands: readonly Expression[] }

/** A formula, and names for those of its parts that it uses several times, in the order of their definition. */
export interface Definition {
  readonly body: Expression
  readonly parts: readonly { readonly name: string; readonly body: Expression }[]
}

export const symbol = (name: string): Expression => ({ kind: 'symbol', name })
export const number = (value: number): Expression => ({ kind: 'number', value })

const of =
  (name: ScalarFunction) =>
  (...operands: readonly Expression[]): Expression => ({ kind: 'scalar', name, operands })

/** Formulas read as trees. What has a sign of its own, a maximum or a square, is recognised. */
export const expressions: Algebra<Expression> = /* @__PURE__ */ (() => ({
  constant: number,
  add: (a, b) => {
    const [minus] = operandsOf(b, 'neg') ?? []
    return minus === undefined ? of('add')(a, b) : of('sub')(a, minus)
  },
  sub: (a, b) => {
    const equals = isOne(a) ? operandsOf(b, 'equal') : null
    return equals === null ? of('sub')(a, b) : of('notEqual')(...equals)
  },
  mul: (a, b) => (same(a, b) && a.kind !== 'number' ? of('square')(a) : of('mul')(a, b)),
  div: of('div'),
  pow: of('pow'),
  rem: of('rem'),
  neg: of('neg'),
  abs: of('abs'),
  floor: of('floor'),
  nearest: of('nearest'),
  sqrt: of('sqrt'),
  exp: of('exp'),
  expm1: of('expm1'),
  log: of('log'),
  log1p: of('log1p'),
  sin: of('sin'),
  cos: of('cos'),
  tan: of('tan'),
  asin: of('asin'),
  acos: of('acos'),
  atan: of('atan'),
  atan2: of('atan2'),
  sinh: of('sinh'),
  cosh: of('cosh'),
  tanh: of('tanh'),
  erf: of('erf'),
  less: (a, b) => (isFirst(a, b) ? of('greater')(b, a) : of('less')(a, b)),
  lessEqual: (a, b) => (isFirst(a, b) ? of('greaterEqual')(b, a) : of('lessEqual')(a, b)),
  equal: of('equal'),
  select: (condition, yes, no) =>
    absorbing(condition, yes, no) ?? chosen(condition, yes, no) ?? of('select')(condition, yes, no),
}))()

/** A product in which zero absorbs, even where the other factor is infinite: `a ? (b ? a b : 0) : 0`. */
function absorbing(a: Expression, yes: Expression, no: Expression): Expression | null {
  const [b, product, zero] = operandsOf(yes, 'select') ?? []
  const factors = product && operandsOf(product, 'mul')
  if (!isZero(no) || !isZero(zero) || b === undefined || !factors) return null
  return allSame(factors, [a, b]) ? of('absorb')(a, b) : null
}

const isZero = (x: Expression | undefined): boolean => x?.kind === 'number' && x.value === 0

/** The larger or the smaller of two, where a choice is that. */
function chosen(condition: Expression, yes: Expression, no: Expression): Expression | null {
  // a comparison with NaN is false: only where b is known is the other one NaN, and chosen
  const compared = operandsOf(condition, 'less')
  if (compared !== null) {
    const [a, b] = compared
    const known = b?.kind === 'number' && !Number.isNaN(b.value)
    return known && a !== undefined && same(yes, b) && same(no, a) ? of('max')(a, b) : null
  }
  // "b = b" is false where b is NaN, which is then chosen
  const [b, again] = operandsOf(condition, 'equal') ?? []
  const [inner, one, other] = operandsOf(yes, 'select') ?? []
  if (b === undefined || again === undefined || inner === undefined || one === undefined || other === undefined)
    return null
  if (!same(b, again) || !same(no, b) || !same(one, b)) return null
  const [left, right] = operandsOf(inner, 'less') ?? []
  if (left === undefined || right === undefined) return null
  if (same(left, other) && same(right, b)) return of('max')(other, b)
  return same(left, b) && same(right, other) ? of('min')(other, b) : null
}

function operandsOf(x: Expression, name: ScalarFunction): readonly Expression[] | null {
  return x.kind === 'scalar' && x.name === name ? x.operands : null
}

/** Does a number stand before something else? It is compared the other way round. */
const isFirst = (a: Expression, b: Expression): boolean => a.kind === 'number' && b.kind !== 'number'

const isOne = (x: Expression): boolean => x.kind === 'number' && x.value === 1

/** Are two trees the same formula? */
function same(a: Expression, b: Expression): boolean {
  if (a === b) return true
  if (a.kind === 'number') return b.kind === 'number' && Object.is(a.value, b.value)
  if (a.kind === 'symbol') return b.kind === 'symbol' && a.name === b.name
  if (a.kind === 'scalar') return b.kind === 'scalar' && a.name === b.name && allSame(a.operands, b.operands)
  return b.kind === 'op' && a.op === b.op && a.attrs === b.attrs && allSame(a.operands, b.operands)
}

function allSame(a: readonly Expression[], b: readonly Expression[]): boolean {
  return a.length === b.length && a.every((x, i) => b[i] !== undefined && same(x, b[i]))
}

/** What the shorthands mean. */
const meanings: Readonly<Record<Shorthand, Formula>> = {
  absorb: (m, ...x) => m.select(at(x, 0), m.select(at(x, 1), m.mul(at(x, 0), at(x, 1)), m.constant(0)), m.constant(0)),
  max: (m, ...x) =>
    m.select(m.equal(at(x, 1), at(x, 1)), m.select(m.less(at(x, 0), at(x, 1)), at(x, 1), at(x, 0)), at(x, 1)),
  min: (m, ...x) =>
    m.select(m.equal(at(x, 1), at(x, 1)), m.select(m.less(at(x, 1), at(x, 0)), at(x, 1), at(x, 0)), at(x, 1)),
  square: (m, ...x) => m.mul(at(x, 0), at(x, 0)),
  greater: (m, ...x) => m.less(at(x, 1), at(x, 0)),
  greaterEqual: (m, ...x) => m.lessEqual(at(x, 1), at(x, 0)),
  notEqual: (m, ...x) => m.sub(m.constant(1), m.equal(at(x, 0), at(x, 1))),
}

/**
 * Reads a tree by another algebra: with that of numbers, it is evaluated.
 *
 * @param read what a symbol stands for
 */
export function interpret<V>(x: Expression, m: Algebra<V>, read: (name: string) => V): V {
  if (x.kind === 'number') return m.constant(x.value)
  if (x.kind === 'symbol') return read(x.name)
  const operands = x.operands.map((operand) => interpret(operand, m, read))
  if (x.kind === 'scalar') {
    if (isShorthand(x.name)) return meanings[x.name](m, ...operands)
    const compute: (...values: V[]) => V = m[x.name]
    return compute(...operands)
  }
  const { scalar } = x.op as Partial<{ readonly scalar: Formula }> // elementwise ops have one
  if (scalar === undefined) throw new TypeError(`${x.op.name} is no function of single numbers`)
  return scalar(m, ...operands)
}

function isShorthand(name: ScalarFunction): name is Shorthand {
  return name in meanings
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError('a formula was given too few operands')
  return value
}
