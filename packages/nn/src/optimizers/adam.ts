import { leavesOf, mapTensors, zipTensors } from '@adjoint/autograd'
import { add, checkOptions, DomainError, expm1, isFloat, neg, sqrt, square, type Tensor, zeros } from '@adjoint/tensor'
import { like, type Optimizer } from './optimizer.ts'

/** The settings of adam(). */
export interface AdamOptions {
  /** learning rate, 0 or more: about the largest change of a parameter in one step */
  readonly lr: number
  /** how much of the mean of gradients stays, in [0, 1); 0.9 by default */
  readonly beta1?: number
  /** how much of the mean of squared gradients stays, in [0, 1); 0.999 by default */
  readonly beta2?: number
  /** keeps the quotient finite where gradients vanish, above 0; 1e-8 by default */
  readonly epsilon?: number
}

/**
 * Adam: each parameter takes steps of about the learning rate, however large its gradients are.
 *
 *   m ← β₁ m + (1 - β₁) g      v ← β₂ v + (1 - β₂) g²
 *   θ ← θ - lr m̂ / (√v̂ + ε)   with m̂ = m / (1 - β₁ᵗ), v̂ = v / (1 - β₂ᵗ), t = 1, 2, ...
 *
 * The state holds tensors only: the sums m / (1 - β₁) and v / (1 - β₂), which take fewer operations, and t.
 *
 * @throws DomainError when a setting is out of range, or an option is unknown; update throws ShapeError where the
 *   gradient is no tree like the model
 * @example const optimizer = adam({ lr: 0.001 })
 * @see Kingma & Ba (2015), Adam: a method for stochastic optimization
 */
export function adam(options: AdamOptions): Optimizer {
  checkOptions('adam', options, ['lr', 'beta1', 'beta2', 'epsilon'])
  const { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options
  if (!(lr >= 0 && lr < Number.POSITIVE_INFINITY))
    throw new DomainError(`adam: lr is ${lr}; give a learning rate of 0 or more, such as 0.001.`)
  for (const [name, beta, usual] of [
    ['beta1', beta1, 0.9],
    ['beta2', beta2, 0.999],
  ] as const) {
    if (!(beta >= 0 && beta < 1))
      throw new DomainError(`adam: ${name} is ${beta}; give a number in [0, 1), such as ${usual}.`)
  }
  if (!(epsilon > 0 && epsilon < Number.POSITIVE_INFINITY))
    throw new DomainError(`adam: epsilon is ${epsilon}; give a number above 0, such as 1e-8.`)

  /** What the step makes of lr and ε: on these scalars falls all that 1 - β and 1 - βᵗ ask of every parameter. */
  const settingsAt = (step: Tensor): { readonly rate: Tensor; readonly floor: Tensor } => {
    const gone = (beta: number): Tensor => neg(expm1(step.mul(Math.log(beta)))) // 1 - βᵗ, without its cancellation
    const spread = sqrt(gone(beta2).div(1 - beta2))
    return { rate: spread.div(gone(beta1)).mul(lr * (1 - beta1)), floor: spread.mul(epsilon) }
  }

  return {
    init(model) {
      const sums = mapTensors(model, ({ shape, dtype }) => zeros(shape, { dtype }))
      const double = leavesOf(model).some(({ tensor }) => tensor.dtype === 'float64')
      return { step: zeros([], { dtype: double ? 'float64' : 'float32' }), first: sums, second: sums }
    },
    update(model, gradient, state) {
      const step = add(state.step as Tensor, 1) // as init made it
      const { rate, floor } = settingsAt(step)
      const sums = (old: unknown, beta: number, term: (g: Tensor) => Tensor): unknown =>
        zipTensors('adam', old, gradient, (s, g) => (isFloat(s.dtype) ? s.mul(beta).add(term(like('adam', s, g))) : s))
      const first = sums(state.first, beta1, (g) => g)
      const second = sums(state.second, beta2, square)
      const direction = zipTensors('adam', first, second, (m, v) => {
        if (!isFloat(m.dtype)) return m
        return m.mul(rate.astype(m.dtype)).div(sqrt(v).add(floor.astype(m.dtype)))
      })
      const next = zipTensors('adam', model, direction, (theta, d) => (isFloat(theta.dtype) ? theta.sub(d) : theta))
      return [next, { step, first, second }]
    },
  }
}
