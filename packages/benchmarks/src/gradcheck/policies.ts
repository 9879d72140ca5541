// The policies of five checkers of gradients, each as a function: how it differentiates, along which directions, and when it
// takes two numbers for equal. Written from what the sources named below do; no code of theirs is here.
import { checkDifferentiable, type Differentiable, type NDArray, ndarray, type Verdict } from '@adjoint/gradcheck'
import { numpyRandom } from '@adjoint/tensor'
import { adaptiveDerivative } from './adaptive.ts'
import { along, filled, inner, moved, normal, streamOf } from './directions.ts'

/** What a checker says of the derivatives of f at a point. Those that know no verdicts say pass or fail. */
export type Policy = (f: Differentiable, at: readonly NDArray[]) => Verdict

const says = (accepted: boolean): Verdict => (accepted ? 'pass' : 'fail')

/** @adjoint/gradcheck: only what it calls wrong is rejected. */
export const ours: Policy = (f, at) => checkDifferentiable(f, at).verdict

/**
 * PyTorch: torch.autograd.gradcheck with its defaults (torch/autograd/gradcheck.py, slow mode). The whole Jacobian: a column for
 * each input element by central differences of 1e-6, a row for each output element by reverse mode; the two are compared by
 * torch.allclose. It warns of float32, and goes on.
 */
const torch: Policy = (f, at) => {
  const y = f.value(at)
  const columns = at.map((x, k) => x.data.map((_, place) => centralDifference(f, at, along(at, k, place), 1e-6)))
  const rows = y.data.map((_, j) =>
    f.vjp(
      at,
      filled(y, (i) => (i === j ? 1 : 0)),
    ),
  )
  return says(
    columns.every((column, k) =>
      column.every((numeric, place) =>
        numeric.data.every((value, j) => isClose(rows[j]?.[k]?.data[place] ?? Number.NaN, value, 1e-5, 1e-3)),
      ),
    ),
  )
}

/**
 * JAX: jax.test_util.check_grads with order 1 (jax/_src/public_test_util.py). One direction, from RandomState(0) at every call,
 * for forward and for reverse mode; central differences of 1e-4 whatever the dtype; the tolerance, absolute and relative, is
 * that of the dtype times the number of values that are compared. NaN equals NaN, and the difference of equal infinities is 0.
 */
const jax: Policy = (f, at) => {
  const y = f.value(at)
  const tolerance = y.dtype === 'float32' ? 2e-3 : 1e-5
  const equal = (a: number, b: number, count: number): boolean =>
    (Number.isNaN(a) && Number.isNaN(b)) || isClose(a, b, tolerance * count, tolerance * count)

  const stream = numpyRandom(0)
  const tangent = at.map((x) => normal(x, stream))
  const cotangent = normal(y, stream)
  const numeric = centralDifference(f, at, tangent, 1e-4, (a, b) => (a === b ? 0 : a - b))
  const forward = f.jvp?.(at, tangent)
  const count = numeric.data.length
  if (forward && !numeric.data.every((value, j) => equal(forward.data[j] ?? Number.NaN, value, count))) return 'fail'
  return says(equal(inner(tangent, f.vjp(at, cotangent)), inner([numeric], [cotangent]), 1))
}

/**
 * HIPS autograd: autograd.test_util.check_grads with order 1 (autograd/test_util.py). One normal direction, new at every call;
 * central differences over 1e-6; both modes, each as one number: two are equal within 1e-6, absolute or relative to their sum.
 */
const hips: Policy = (f, at) => {
  const equal = (a: number, b: number): boolean => Math.abs(a - b) < 1e-6 || Math.abs(a - b) / Math.abs(a + b) < 1e-6
  const stream = streamOf(at)
  const y = f.value(at)
  const [tangent, cotangent] = [at.map((x) => normal(x, stream)), normal(y, stream)]
  const numeric = inner([centralDifference(f, at, tangent, 0.5e-6)], [cotangent])
  const forward = f.jvp?.(at, tangent)
  return says(
    equal(numeric, inner(tangent, f.vjp(at, cotangent))) && (!forward || equal(inner([forward], [cotangent]), numeric)),
  )
}

/**
 * Julia: ChainRulesTestUtils.test_rrule (src/testers.jl, src/rand_tangent.jl). A random cotangent, hundredths in [-9, 9] (in
 * float32 thirty-seconds of nine times a normal number); the gradient of each input against five points with an adaptive step,
 * by isapprox: the norm of the difference is at most 1e-9, or 1e-9 of the larger norm.
 */
const chainRules: Policy = (f, at) => {
  const stream = streamOf(at)
  const y = f.value(at)
  const wide = y.dtype === 'float64'
  const cotangent = filled(y, () =>
    wide ? Math.floor(1801 * stream.next()) / 100 - 9 : Math.round(9 * 32 * stream.nextNormal()) / 32,
  )
  const gradients = f.vjp(at, cotangent)
  return says(
    at.every((x, k) => {
      const numeric = x.data.map((_, place) => {
        const direction = along(at, k, place)
        const column = adaptiveDerivative((t) => f.value(moved(at, direction, t)).data, x.dtype)
        return inner([ndarray(column, y.shape, y.dtype)], [cotangent])
      })
      return isApproximately(gradients[k]?.data ?? [], numeric, 1e-9)
    }),
  )
}

/** All of them by the names of the table. */
export const policies: Readonly<Record<string, Policy>> = {
  'Adjoint gradcheck': ours,
  'torch gradcheck': torch,
  'JAX check_grads': jax,
  'HIPS check_grads': hips,
  ChainRulesTestUtils: chainRules,
}

/** What a policy says; where a derivative throws, every checker fails. */
export function verdictOf(policy: Policy, f: Differentiable, at: readonly NDArray[]): Verdict {
  try {
    return policy(f, at)
  } catch {
    return 'fail'
  }
}

/** (f(x + h dx) - f(x - h dx)) / 2h, in f's dtype. */
function centralDifference(
  f: Differentiable,
  x: readonly NDArray[],
  dx: readonly NDArray[],
  h: number,
  subtract = (a: number, b: number): number => a - b,
): NDArray {
  const [up, down] = [f.value(moved(x, dx, h)), f.value(moved(x, dx, -h))]
  return filled(up, (i) => subtract(up.data[i] ?? Number.NaN, down.data[i] ?? Number.NaN) / (2 * h))
}

/** numpy.isclose and torch.isclose: |a - b| <= atol + rtol |b|; infinities must be equal. */
function isClose(a: number, b: number, atol: number, rtol: number): boolean {
  const difference = Math.abs(a - b)
  return a === b || (Number.isFinite(difference) && difference <= atol + rtol * Math.abs(b))
}

/** Julia's isapprox of arrays: by norm, and one by one where that is not finite. */
function isApproximately(a: readonly number[], b: readonly number[], tolerance: number): boolean {
  const norm = (x: readonly number[]): number => Math.hypot(...x)
  const difference = norm(a.map((value, i) => value - (b[i] ?? Number.NaN)))
  if (Number.isFinite(difference)) return difference <= tolerance * Math.max(1, norm(a), norm(b))
  return a.every((value, i) => isClose(value, b[i] ?? Number.NaN, tolerance, tolerance))
}
