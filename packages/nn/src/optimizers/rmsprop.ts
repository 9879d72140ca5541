import { checkOptions, maximum, sqrt, square, sub } from '@adjoint/tensor'
import { checkFlag, checkNonNegative, checkPositive, checkShare } from '../given.ts'
import type { Optimizer } from './optimizer.ts'
import { optimizerOf } from './rule.ts'
import { checkRate, type Schedule } from './schedules.ts'

/** The settings of rmsprop(). */
export interface RmspropOptions {
  /** learning rate, 0 or more; or a schedule of it */
  readonly lr: number | Schedule
  /** α: how much of the mean of squared gradients stays, in [0, 1); 0.99 by default */
  readonly alpha?: number
  /** ε: keeps the quotient finite where gradients vanish, above 0; 1e-8 by default */
  readonly epsilon?: number
  /** μ: how much of the last velocity stays, in [0, 1); 0 by default */
  readonly momentum?: number
  /** true to divide by the standard deviation of the gradient in place of its root mean square; false by default */
  readonly centered?: boolean
  /** λ: pulls parameters towards 0, as λ θ²/2 in the loss would; 0 by default */
  readonly weightDecay?: number
}

/**
 * RMSProp: the gradient is divided by a running root mean square of itself.
 *
 *   g ← g + λ θ
 *   s ← α s + (1 - α) g²      u = g / (√s + ε)
 *   v ← μ v + u               θ ← θ - lr v
 *
 * Centered, m ← α m + (1 - α) g, and s - m² stands under the root; where that is below 0 by rounding, 0.
 *
 * @throws DomainError when a setting is out of range, or an option is unknown; update throws ShapeError where the
 *   gradient is no tree like the model
 * @example const optimizer = rmsprop({ lr: 0.01, momentum: 0.9 })
 * @see Tieleman & Hinton (2012), Lecture 6.5, rmsprop: divide the gradient by a running average of its recent magnitude
 * @see Graves (2013), Generating sequences with recurrent neural networks, for the centered form
 */
export function rmsprop(options: RmspropOptions): Optimizer {
  checkOptions('rmsprop', options, ['lr', 'alpha', 'epsilon', 'momentum', 'centered', 'weightDecay'])
  const { lr, alpha = 0.99, epsilon = 1e-8, momentum = 0, centered = false, weightDecay = 0 } = options
  checkRate('rmsprop', lr, 0.01)
  checkShare('rmsprop', 'alpha', alpha, 0.99)
  checkPositive('rmsprop', 'epsilon', epsilon, 1e-8)
  checkShare('rmsprop', 'momentum', momentum, 0.9)
  checkNonNegative('rmsprop', 'weightDecay', weightDecay)
  checkFlag('rmsprop', 'centered', centered)

  return optimizerOf<'squares' | 'mean' | 'velocity', 'lr'>({
    owner: 'rmsprop',
    lr,
    weightDecay,
    slots: { squares: 0, ...(centered && { mean: 0 }), ...(momentum > 0 && { velocity: 0 }) },
    counts: false,
    settings: (lr) => ({ lr }),
    improve(theta, g, kept, { lr }) {
      const squares = kept.squares.mul(alpha).add(square(g).mul(1 - alpha))
      const mean = centered ? kept.mean.mul(alpha).add(g.mul(1 - alpha)) : null
      const spread = sqrt(mean === null ? squares : maximum(sub(squares, square(mean)), 0))
      const scaled = g.div(spread.add(epsilon))
      const velocity = momentum > 0 ? kept.velocity.mul(momentum).add(scaled) : scaled
      return { theta: theta.sub(velocity.mul(lr)), squares, velocity, ...(mean && { mean }) }
    },
  })
}
