import { type Formula, type Op, ops, type ReductionAttrs, type SlicePart } from '@adjoint/tensor'
import { attributes } from '../format-tape.ts'
import type { ScalarFunction } from './expression.ts'
import {
  atLeast,
  binding,
  call,
  escapeLatex,
  infix,
  isNumeral,
  named,
  subscript,
  superscript,
  type Written,
  written,
} from './written.ts'

/** What the writing of a formula depends on beside its parts. */
export interface Style {
  /** the sign of a product, element by element: `·` among numbers, `⊙` among arrays */
  readonly times: '·' | '⊙'
}

type Sign = (x: readonly Written[], style: Style) => Written

const { choice, sum, quotient, product, juxtaposition, power } = binding

const fixed =
  (write: (...x: Written[]) => Written): Sign =>
  (x) =>
    write(...x)

const latexCall = (name: string): Sign => fixed(call(name, `\\${name}`))

/** `⟦a < b⟧`, which is 1 where that is so and else 0: Iverson's bracket. */
const test = (unicode: string, latex: string): Sign =>
  fixed((a, b) => {
    const inner = infix(` ${unicode} `, ` ${latex} `, sum)(maybe(a), maybe(b))
    return written(`⟦${inner.unicode}⟧`, `\\left[${inner.latex}\\right]`)
  })

/** The functions of the scalar algebra. */
export const signs: Readonly<Record<ScalarFunction, Sign>> = /* @__PURE__ */ (() => ({
  add: fixed(infix(' + ', ' + ', sum, quotient)),
  sub: fixed(infix(' - ', ' - ', sum, quotient)),
  mul: ([a, b], style) => times(maybe(a), maybe(b), style),
  absorb: ([a, b], style) => times(maybe(a), maybe(b), style),
  div: fixed((a, b) => {
    const { unicode } = infix(' / ', '', quotient, juxtaposition)(maybe(a), maybe(b))
    return written(unicode, `\\frac{${maybe(a).latex}}{${maybe(b).latex}}`, quotient)
  }),
  pow: fixed((a, b) => {
    const [base, exponent] = [atLeast(binding.atom, maybe(a)), maybe(b)]
    const raised = /^-?\d+$/.test(exponent.unicode)
      ? superscript(exponent.unicode)
      : `^${atLeast(binding.atom, exponent).unicode}`
    return written(base.unicode + raised, `${base.latex}^{${exponent.latex}}`, power)
  }),
  square: fixed((a) => {
    const base = atLeast(binding.atom, maybe(a))
    return written(`${base.unicode}²`, `${base.latex}^{2}`, power)
  }),
  rem: fixed(named('fmod')),
  neg: fixed((a) => {
    const inner = atLeast(quotient, maybe(a))
    return written(`-${inner.unicode}`, `-${inner.latex}`, sum)
  }),
  abs: fixed((a) => written(`|${maybe(a).unicode}|`, `\\left\\lvert ${maybe(a).latex}\\right\\rvert`)),
  floor: fixed((a) => written(`⌊${maybe(a).unicode}⌋`, `\\left\\lfloor ${maybe(a).latex}\\right\\rfloor`)),
  nearest: fixed(named('round')),
  sqrt: fixed((a) => written(`√${atLeast(binding.atom, maybe(a)).unicode}`, `\\sqrt{${maybe(a).latex}}`, power)),
  exp: fixed((a) => written(`exp(${maybe(a).unicode})`, `e^{${maybe(a).latex}}`, power)),
  expm1: fixed((a) => written(`exp(${maybe(a).unicode}) - 1`, `e^{${maybe(a).latex}} - 1`, sum)),
  log: fixed(call('ln', '\\ln')),
  log1p: fixed((a) => call('ln', '\\ln')(infix(' + ', ' + ', sum, quotient)(written('1', '1'), maybe(a)))),
  sin: latexCall('sin'),
  cos: latexCall('cos'),
  tan: latexCall('tan'),
  asin: fixed(call('arcsin', '\\arcsin')),
  acos: fixed(call('arccos', '\\arccos')),
  atan: fixed(call('arctan', '\\arctan')),
  atan2: fixed(named('atan2')),
  sinh: latexCall('sinh'),
  cosh: latexCall('cosh'),
  tanh: latexCall('tanh'),
  erf: fixed(named('erf')),
  max: latexCall('max'),
  min: latexCall('min'),
  less: test('<', '\\lt'),
  lessEqual: test('≤', '\\le'),
  equal: test('=', '='),
  greater: test('>', '\\gt'),
  greaterEqual: test('≥', '\\ge'),
  notEqual: test('≠', '\\ne'),
  select: fixed((condition, yes, no) => {
    const [c, a, b] = [maybe(condition), maybe(yes), maybe(no)]
    return written(
      `${atLeast(sum, a).unicode} if ${c.unicode} else ${atLeast(sum, b).unicode}`,
      `\\begin{cases}${a.latex} & \\text{if } ${c.latex}\\cr ${b.latex} & \\text{else}\\end{cases}`,
      choice,
    )
  }),
}))()

function times(a: Written, b: Written, style: Style): Written {
  // a number among arrays is no array to be multiplied element by element
  const sign = [a, b].some(({ unicode }) => isNumeral.test(unicode)) ? '·' : style.times
  // on the left, a quotient comes first anyway
  const left = a.binds === quotient ? { ...a, binds: product } : a
  return infix(` ${sign} `, sign === '·' ? ' \\cdot ' : ' \\odot ', product)(left, b)
}

function maybe(x: Written | undefined): Written {
  return x ?? written('?', '?') // a formula has all its operands; only the type does not know it
}

/**
 * The formula of a textbook, for ops whose own one is bent so that it stays accurate. They agree but for rounding, and
 * where the textbook's overflows.
 */
const textbook: ReadonlyMap<Op, Formula> = /* @__PURE__ */ (() =>
  new Map<Op, Formula>([
    [ops.sigmoid.op as Op, (m, ...[x]) => m.div(m.constant(1), m.add(m.constant(1), m.exp(m.neg(given(x)))))],
    [ops.softplus.op as Op, (m, ...[x]) => m.log(m.add(m.constant(1), m.exp(given(x))))],
  ]))()

/** Comparisons that are computed the other way round, and shown as they were written. */
export const comparisons: ReadonlyMap<Op, ScalarFunction> = /* @__PURE__ */ (() =>
  new Map<Op, ScalarFunction>([
    [ops.greater.op as Op, 'greater'],
    [ops.greaterEqual.op as Op, 'greaterEqual'],
  ]))()

/** The formula of an elementwise op; null where it has none. */
export function formulaOf(op: Op): Formula | null {
  const { scalar = null } = op as Op & { readonly scalar?: Formula } // elementwise ops have one
  return textbook.get(op) ?? scalar
}

/** How an op is written; `attrs` are its own. */
interface OpSign {
  write(x: readonly Written[], attrs: unknown, style: Style): Written
}

const sign = <A>(
  op: Op<A>,
  write: (x: readonly Written[], attrs: A, style: Style) => Written,
): readonly [Op, OpSign] => [
  op as Op, // of what it is applied to, the writing only sees its own attributes
  { write },
]

/** Ops with a sign of their own. All others are written `name(x, y, axis=0)`. */
const opSigns: ReadonlyMap<Op, OpSign> = /* @__PURE__ */ (() =>
  new Map<Op, OpSign>([
    sign(ops.sigmoid.op, (x) => call('σ', '\\sigma')(...x)),
    sign(ops.matmul.op, (x, _attrs, style) => {
      const [a, b] = [maybe(x[0]), maybe(x[1])]
      // a matrix of one number is written without brackets: 2 3 would be read as 23
      if (isNumeral.test(a.unicode) || isNumeral.test(b.unicode)) return times(a, b, style)
      return infix(' ', '\\thinspace ', juxtaposition)(a, b)
    }),
    sign(ops.transpose.op, ([x], { axes }) => {
      const matrix = axes.every(
        (axis, i) => axis === [...axes.keys()].slice(0, -2).concat(axes.length - 1, axes.length - 2)[i],
      )
      const base = atLeast(binding.atom, maybe(x))
      if (matrix && axes.length > 1) return written(`${base.unicode}ᵀ`, `${base.latex}^{\\top}`, power)
      return withAttributes('transpose', [maybe(x)], [list(axes)])
    }),
    sign(ops.sum.op, over('Σ', '\\Sigma')),
    sign(ops.prod.op, over('Π', '\\Pi')),
    sign(ops.mean.op, over('mean', '\\operatorname{mean}')),
    sign(ops.max.op, over('max', '\\max')),
    sign(ops.min.op, over('min', '\\min')),
    sign(ops.norm.op, over('norm', '\\operatorname{norm}')), // ‖x‖₁ is another norm to everybody, and no axis
    sign(ops.inv.op, ([x]) => {
      const base = atLeast(binding.atom, maybe(x))
      return written(`${base.unicode}⁻¹`, `${base.latex}^{-1}`, power)
    }),
    sign(ops.det.op, (x) => call('det', '\\det')(...x)),
    sign(ops.astype.op, (x, { dtype }) => named(dtype)(...x)),
    sign(ops.reshape.op, (x, { shape }) => withAttributes('reshape', x, [list(shape)])),
    sign(ops.broadcastTo.op, (x, { shape }) => withAttributes('broadcast', x, [list(shape)])),
    sign(ops.slice.op, (x, { parts }) => withAttributes('slice', x, parts.map(item))),
    sign(ops.unslice.op, (x, { shape, parts }) => withAttributes('unslice', x, [list(shape), ...parts.map(item)])),
  ]))()

/** A reduction, with the axes below its sign. */
function over(unicode: string, latex: string) {
  return (x: readonly Written[], { axes }: ReductionAttrs): Written => {
    const at = below(axes)
    return call(`${unicode}${at.unicode}`, `${latex}${at.latex}`)(...x)
  }
}

function below(axes: readonly number[]): { readonly unicode: string; readonly latex: string } {
  const text = axes.join(',')
  return { unicode: subscript(text), latex: text === '' ? '' : `_{${text}}` }
}

/** An op that is not elementwise, or an elementwise one by its name. */
export function writeOp(op: Op, attrs: unknown, x: readonly Written[], style: Style): Written {
  const own = opSigns.get(op)
  if (own !== undefined) return own.write(x, attrs, style)
  const told = attributes(attrs).filter((text) => !text.endsWith('=[]'))
  return withAttributes(op.name, x, told)
}

/** What a slice takes of one axis, as it is given to `slice`. */
function item(part: SlicePart): string {
  if (part.take === 'new') return 'null'
  if (part.take === 'index') return String(part.at)
  const { start, step, count } = part
  const stop = start + step * count
  const end = stop < 0 ? 'null' : stop // a negative stop would count from the other end
  return step === 1 ? `[${start}, ${end}]` : `[${start}, ${end}, ${step}]`
}

function withAttributes(name: string, x: readonly Written[], texts: readonly string[]): Written {
  return named(name)(...x, ...texts.map((text) => written(text, `\\text{${escapeLatex(text)}}`)))
}

function list(numbers: readonly number[]): string {
  return `[${numbers.join(', ')}]`
}

function given<T>(x: T | undefined): T {
  if (x === undefined) throw new RangeError('a formula was given too few operands')
  return x
}
