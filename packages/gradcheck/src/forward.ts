import type { Along } from './along.ts'
import { type Differentiable, floatInputs } from './differentiable.ts'
import { genericDirection, inProportion } from './directions.ts'
import { attempt, type Finding, thrown, worst } from './finding.ts'
import { dot, isFloat, type NDArray, sameShape, signature } from './ndarray.ts'

/**
 * Forward mode along a generic direction. Both modes must agree within 64 eps S, S the sum of all terms' magnitudes; where
 * they do not, the difference quotients say which of them is wrong, or that it was only rounding.
 */
export function forwardFindings(
  f: Differentiable,
  along: Along,
  at: readonly NDArray[],
  g: NDArray,
  gradients: readonly NDArray[],
  eps: number,
): Finding[] {
  if (f.jvp === undefined || at.every(({ dtype }) => !isFloat(dtype))) return []
  const v = inProportion(genericDirection(at, 5, eps), at)
  const tangent = attempt(() => f.jvp?.(at, v))
  if ('thrown' in tangent) return [thrown('forward', tangent.thrown)]
  const dy = tangent.result
  if (dy === undefined || !sameShape(dy.shape, g.shape) || dy.dtype !== g.dtype) {
    const message = `the tangent is ${dy ? signature(dy) : 'missing'}, but the result is ${signature(g)}`
    return [{ check: 'form', verdict: 'fail', element: null, analytic: Number.NaN, slope: null, message }]
  }
  const forward = dot([g], [dy])
  const floats = floatInputs(at)
  const reverse = dot(floats.map((k) => gradients[k] ?? g), floats.map((k) => v[k] ?? g)) // biome-ignore format: one line
  const finding = { check: 'dot product', element: null, analytic: forward.value, other: reverse.value } as const
  const difference = Math.abs(forward.value - reverse.value)
  const magnitude = forward.magnitude + reverse.magnitude
  if (difference <= 64 * eps * magnitude) return [{ ...finding, verdict: 'pass', slope: null }]
  const ofForward = along(v, forward.value)
  const ofReverse = along(v, reverse.value)
  if (ofForward.verdict === 'fail') return [{ ...finding, check: 'forward', ...ofForward }]
  if (ofReverse.verdict === 'fail') return [{ ...finding, check: 'reverse', analytic: reverse.value, ...ofReverse }]
  const verdicts = [ofForward.verdict, ofReverse.verdict]
  const gross = Number.isFinite(difference) && difference > 1e-3 * magnitude && !verdicts.includes('pass')
  return [{ ...finding, verdict: gross ? 'fail' : worst(verdicts), slope: ofForward.slope }]
}
