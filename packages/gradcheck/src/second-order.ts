import { alongOf } from './along.ts'
import { type Differentiable, floatInputs } from './differentiable.ts'
import { genericDirection } from './directions.ts'
import { attempt, type Finding, thrown } from './finding.ts'
import { forwardFindings } from './forward.ts'
import { dot, filled, type NDArray, type Sum } from './ndarray.ts'
import { floorOf } from './quotients.ts'

/**
 * The gradient as a function of its own: its derivatives along two directions against its difference quotients, forward over
 * reverse against reverse over reverse, and the symmetry of the Hessian, ⟨u, H v⟩ = ⟨v, H u⟩.
 */
export function secondOrder(f: Differentiable, at: readonly NDArray[], g: NDArray, eps: number): Finding[] {
  const { cotangent } = f
  if (cotangent === undefined) return []
  const inputs = floatInputs(at).filter((k) => (at[k]?.data.length ?? 0) > 0)
  const gradients = inputs.map((k) => ({ k, of: cotangent(g, k) }))
  const [u, v] = [genericDirection(at, 6, eps), genericDirection(at, 7, eps)]
  const attempted = attempt(() =>
    gradients.flatMap(({ of, k }): Finding[] => {
      const w = u[k] ?? g
      const products = of.vjp(at, w)
      const along = alongOf(of, at, w, of.value(at))
      const reverse = [1, 2].map((seed): Finding => {
        const dx = genericDirection(at, seed, eps)
        const analytic = dot(inputs.map((i) => products[i] ?? g), inputs.map((i) => dx[i] ?? g)).value // biome-ignore format: one line
        return { check: 'second order', element: null, analytic, ...along(dx, analytic) }
      })
      const forward = forwardFindings(of, along, at, w, products, eps)
      return [...reverse, ...forward.map((finding): Finding => ({ ...finding, check: 'second order' }))]
    }),
  )
  if ('thrown' in attempted) return [thrown('second order', attempted.thrown)]
  return [...attempted.result, ...symmetry(gradients, at, u, v, eps)]
}

function symmetry(
  gradients: readonly { readonly k: number; readonly of: Differentiable }[],
  at: readonly NDArray[],
  u: readonly NDArray[],
  v: readonly NDArray[],
  eps: number,
): Finding[] {
  const inputs = gradients.map(({ k }) => k)
  const pick = (arrays: readonly NDArray[]): NDArray[] => inputs.flatMap((i) => arrays[i] ?? [])
  /** ⟨a, H b⟩: for each block of rows of H, the cotangent of that part of the gradient is a's part */
  const form = (a: readonly NDArray[], b: readonly NDArray[]): Sum => {
    const rows = gradients.map(({ k, of }) => pick(of.vjp(at, a[k] ?? filled(of.value(at), 0))))
    return dot(
      rows.flat(),
      rows.flatMap(() => pick(b)),
    )
  }
  const [uHv, vHu] = [form(u, v), form(v, u)]
  const difference = Math.abs(uHv.value - vHu.value)
  const finding = { check: 'symmetry', element: null, analytic: uHv.value, other: vHu.value, slope: null } as const
  if (!Number.isFinite(difference)) return [{ ...finding, verdict: 'undecided' }] // where that is wrong, a direction shows it
  // what cancelled inside the function is not among the terms here, hence not 64 eps, and the floor
  const bound = Math.max(64 * eps, 1e-6) * (uHv.magnitude + vHu.magnitude) + floorOf(eps)
  return [{ ...finding, verdict: difference <= bound ? 'pass' : 'fail' }]
}
