import { checkOptions, expm1, neg, sqrt, square, type Tensor } from '@adjoint/tensor'
import { checkNonNegative, checkPositive, checkShare } from '../given.ts'
import type { Optimizer } from './optimizer.ts'
import { optimizerOf, type Scalar } from './rule.ts'
import { checkRate, type Schedule } from './schedules.ts'

/** The settings of adam(). */
export interface AdamOptions {
  /** learning rate, 0 or more: about the largest change of a parameter in one step; or a schedule of it */
  readonly lr: number | Schedule
  /** how much of the mean of gradients stays, in [0, 1); 0.9 by default */
  readonly beta1?: number
  /** how much of the mean of squared gradients stays, in [0, 1); 0.999 by default */
  readonly beta2?: number
  /** keeps the quotient finite where gradients vanish, above 0; 1e-8 by default */
  readonly epsilon?: number
  /** λ: adds λ θ to the gradient; 0 by default. adamw keeps it apart from the gradient, which mostly works better */
  readonly weightDecay?: number
}

/** What adam and adamw know by name. */
export const adamSettings: readonly string[] = ['lr', 'beta1', 'beta2', 'epsilon', 'weightDecay']

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
  checkOptions('adam', options, adamSettings)
  const { weightDecay = 0, ...others } = options
  checkNonNegative('adam', 'weightDecay', weightDecay)
  return adamWith('adam', others, { coupled: weightDecay, decoupled: 0 })
}

/**
 * Adam with decay of weights: coupled, which goes through the gradient's means, or decoupled, which does not.
 *
 * @param owner the name in messages
 */
export function adamWith(
  owner: string,
  { lr, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: Omit<AdamOptions, 'weightDecay'>,
  decay: { readonly coupled: number; readonly decoupled: number },
): Optimizer {
  checkRate(owner, lr, 0.001)
  checkShare(owner, 'beta1', beta1, 0.9)
  checkShare(owner, 'beta2', beta2, 0.999)
  checkPositive(owner, 'epsilon', epsilon, 1e-8)
  return optimizerOf({
    owner,
    lr,
    weightDecay: decay.coupled,
    slots: { first: 0, second: 0 },
    counts: true,
    /** What the step makes of lr, ε and λ: on these scalars falls all that 1 - β and 1 - βᵗ ask of every parameter. */
    settings(lr: Scalar, step: Tensor) {
      const gone = (beta: number): Tensor => neg(expm1(step.mul(Math.log(beta)))) // 1 - βᵗ, without its cancellation
      const spread = sqrt(gone(beta2).div(1 - beta2))
      return {
        rate: spread.div(gone(beta1)).mul(typeof lr === 'number' ? lr * (1 - beta1) : lr.mul(1 - beta1)),
        floor: spread.mul(epsilon),
        left: typeof lr === 'number' ? 1 - lr * decay.decoupled : neg(lr.mul(decay.decoupled)).add(1),
      }
    },
    improve(theta, g, kept, { rate, floor, left }) {
      const first = kept.first.mul(beta1).add(g)
      const second = kept.second.mul(beta2).add(square(g))
      const shrunk = decay.decoupled === 0 ? theta : theta.mul(left)
      return { theta: shrunk.sub(first.mul(rate).div(sqrt(second).add(floor))), first, second }
    },
  })
}
