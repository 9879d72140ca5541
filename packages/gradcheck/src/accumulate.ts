import type { Step } from './differentiable.ts'
import type { Examination } from './examine.ts'
import { coarsestEpsilon, cotangentOf, isFloat, type NDArray } from './ndarray.ts'

/** Numbers that are added up, and the sum of the magnitudes of what was added, here and on the way here. */
interface Accumulated {
  readonly value: number[]
  readonly magnitude: number[]
}

/**
 * Does the tape add up right? The chain rule once more, from what each op says of itself: its cotangents are added to those of
 * its operands, from the last op to the first. Where every op is right, a gradient that comes out the same is as right as the
 * chain rule can make it, be the point what it may.
 *
 * @param examined the function's value, and the gradients that the framework gave
 */
export function accumulatesRight(
  steps: readonly Step[],
  at: readonly NDArray[],
  { value, gradients }: Pick<Examination, 'value' | 'gradients'>,
): boolean {
  const eps = coarsestEpsilon(...at, ...steps.flatMap((step) => step.at))
  const adjoints = new Map<number, Accumulated>()
  const g = cotangentOf(value)
  add(adjoints, at.length + steps.length - 1, g, g)
  for (const [k, step] of [...steps.entries()].toReversed()) {
    const adjoint = adjoints.get(at.length + k)
    if (adjoint === undefined) continue
    const y = step.f.value(step.at)
    if (!isFloat(y.dtype)) continue
    const magnitudes = step.f.vjp(step.at, { ...y, data: adjoint.magnitude })
    for (const [i, cotangent] of step.f.vjp(step.at, { ...y, data: adjoint.value }).entries()) {
      const operand = step.operands[i]
      if (operand === undefined || !isFloat(step.at[i]?.dtype ?? 'bool')) continue
      add(adjoints, operand, cotangent, magnitudes[i] ?? cotangent)
    }
  }
  return gradients.every((gradient, k) => !isFloat(gradient.dtype) || agrees(gradient, adjoints.get(k), eps))
}

/** @param sizes what the op makes of the magnitudes: the terms themselves may have cancelled before */
function add(adjoints: Map<number, Accumulated>, index: number, { data }: NDArray, sizes: NDArray): void {
  const before = adjoints.get(index)
  const sizeOf = (term: number, i: number): number => {
    const [own, inherited] = [Math.abs(term), Math.abs(sizes.data[i] ?? 0)]
    return inherited > own ? inherited : own // of NaN, the other
  }
  adjoints.set(index, {
    value: data.map((term, i) => (before?.value[i] ?? 0) + term),
    magnitude: data.map((term, i) => (before?.magnitude[i] ?? 0) + sizeOf(term, i)),
  })
}

/** To the rounding of the sums, which the ops on the way to the inputs may have amplified a little. */
function agrees({ data }: NDArray, own: Accumulated | undefined, eps: number): boolean {
  return data.every((given, i) => {
    const [wanted = 0, magnitude = 0] = [own?.value[i], own?.magnitude[i]]
    if (!Number.isFinite(wanted)) return !Number.isFinite(given)
    return Math.abs(given - wanted) <= 1024 * eps * magnitude
  })
}
