import type { Profile } from '../arbitraries/values.ts'
import { checkDifferentiable, type GradientCheck } from '../check.ts'
import { type Adapter, differentiable, floatInputs } from '../differentiable.ts'
import { GradientError } from '../errors.ts'
import { cotangentOf, filled, type NDArray } from '../ndarray.ts'
import type { Verdict } from '../quotients.ts'
import { report } from '../report.ts'
import { type ElementwiseExample, inputsOf, isElementwise, type OpExample } from './example.ts'
import { expectClose } from './expect.ts'

/** 1, 2, 7: every element by difference quotients, forward mode by the dot product, the gradient's shape and dtype. */
export function firstOrder<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  expectVerdict(checkDifferentiable(differentiable(adapter, example.call), inputsOf(example)), ['pass'])
}

/** 9: at -1, 0 and 1, where kinks are, each against each, and at ties: only what is illegal fails. */
export function atKinks<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  const f = differentiable(adapter, example.call)
  const ties: Profile = (_code, place) => [0.5, 0.5, -1][place % 3] ?? 0
  const zeros: Profile = (_code, place) => [0, 0.5, 0, -1][place % 4] ?? 0
  const points = isElementwise(example)
    ? combinations(example)
    : [ties, zeros].map((profile) => inputsOf(example, { profile }))
  for (const at of points) expectVerdict(checkDifferentiable(f, at), ['pass', 'kink', 'undecided'])
}

/** -1, 0 and 1, each against each: few in an array, so that every element is tried. */
function combinations<T>(example: ElementwiseExample<T>): NDArray[][] {
  const count = example.operands.length
  const length = 3 ** Math.min(count, 2)
  return Array.from({ length: 3 ** count / length }, (_, part) =>
    inputsOf(example, { shapes: example.operands.map(() => [length]) }).map((x, k) => {
      const values = x.data.map((_, i) => (Math.floor((part * length + i) / 3 ** k) % 3) - 1)
      return x.dtype === 'bool' ? x : { ...x, data: values }
    }),
  )
}

/** 21: the gradient's own derivatives, in both modes over reverse mode, and the symmetry of the Hessian. */
export function secondOrder<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  expectVerdict(checkDifferentiable(differentiable(adapter, example.call), inputsOf(example), 2), ['pass'])
}

function expectVerdict(check: GradientCheck, accepted: readonly Verdict[]): void {
  if (!accepted.includes(check.verdict)) throw new GradientError(report(check), check)
}

/** 50: a float32 gradient is close to that of float64, and is float32. */
export function narrow<T>(adapter: Adapter<T>, example: OpExample<T>): void {
  const f = differentiable(adapter, example.call)
  const [wide, small] = [inputsOf(example), inputsOf(example, { dtype: 'float32' })]
  const g = cotangentOf(f.value(wide))
  const [exact, given] = [f.vjp(wide, g), f.vjp(small, cotangentOf(f.value(small)))]
  // row i of the Jacobian: the terms that each element of the gradient adds up
  const rows = g.data.map((weight, i) =>
    f.vjp(wide, { ...filled(g, 0), data: g.data.map((_, j) => (i === j ? weight : 0)) }),
  )
  for (const k of floatInputs(wide)) {
    const [x, y] = [exact[k], given[k]]
    x?.data.forEach((value, place) => {
      const magnitude = rows.reduce((sum, row) => sum + Math.abs(row[k]?.data[place] ?? 0), 0)
      expectClose(y?.data[place] ?? Number.NaN, value, magnitude, 2 ** -23, `input ${k}, element ${place}`)
    })
    if (y?.dtype !== 'float32') throw new Error(`input ${k} is float32, its gradient ${y?.dtype}.`)
  }
}
