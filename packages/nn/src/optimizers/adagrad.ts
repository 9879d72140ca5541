import { checkOptions, sqrt, square } from '@adjoint/tensor'
import { checkNonNegative, checkPositive } from '../given.ts'
import type { Optimizer } from './optimizer.ts'
import { optimizerOf } from './rule.ts'
import { checkRate, type Schedule } from './schedules.ts'

/** The settings of adagrad(). */
export interface AdagradOptions {
  /** learning rate, 0 or more; or a schedule of it */
  readonly lr: number | Schedule
  /** ε: keeps the quotient finite where gradients vanish, above 0; 1e-10 by default */
  readonly epsilon?: number
  /** what the sum of squares begins with, 0 or more; 0 by default */
  readonly initialAccumulator?: number
  /** λ: pulls parameters towards 0, as λ θ²/2 in the loss would; 0 by default */
  readonly weightDecay?: number
}

/**
 * AdaGrad: the gradient is divided by the root of the sum of all its squares, so that rare features learn fast and the
 * steps become smaller by themselves.
 *
 *   g ← g + λ θ
 *   s ← s + g²      θ ← θ - lr g / (√s + ε)
 *
 * @throws DomainError when a setting is out of range, or an option is unknown; update throws ShapeError where the
 *   gradient is no tree like the model
 * @example const optimizer = adagrad({ lr: 0.1 })
 * @see Duchi, Hazan & Singer (2011), Adaptive subgradient methods for online learning and stochastic optimization
 */
export function adagrad(options: AdagradOptions): Optimizer {
  checkOptions('adagrad', options, ['lr', 'epsilon', 'initialAccumulator', 'weightDecay'])
  const { lr, epsilon = 1e-10, initialAccumulator = 0, weightDecay = 0 } = options
  checkRate('adagrad', lr, 0.1)
  checkPositive('adagrad', 'epsilon', epsilon, 1e-10)
  checkNonNegative('adagrad', 'initialAccumulator', initialAccumulator)
  checkNonNegative('adagrad', 'weightDecay', weightDecay)
  return optimizerOf({
    owner: 'adagrad',
    lr,
    weightDecay,
    slots: { squares: initialAccumulator },
    counts: false,
    settings: (lr) => ({ lr }),
    improve(theta, g, kept, { lr }) {
      const squares = kept.squares.add(square(g))
      return { theta: theta.sub(g.div(sqrt(squares).add(epsilon)).mul(lr)), squares }
    },
  })
}
