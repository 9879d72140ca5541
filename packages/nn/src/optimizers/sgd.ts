import { checkOptions, DomainError } from '@adjoint/tensor'
import { checkFlag, checkNonNegative, checkShare } from '../given.ts'
import type { Optimizer } from './optimizer.ts'
import { optimizerOf } from './rule.ts'
import { checkRate, type Schedule } from './schedules.ts'

/** The settings of sgd(). */
export interface SgdOptions {
  /** learning rate, 0 or more; or a schedule of it */
  readonly lr: number | Schedule
  /** μ: how much of the last velocity stays, in [0, 1); 0 by default */
  readonly momentum?: number
  /** true to look ahead along the velocity; false by default */
  readonly nesterov?: boolean
  /** λ: pulls parameters towards 0, as λ θ²/2 in the loss would; 0 by default */
  readonly weightDecay?: number
}

/**
 * Gradient descent, with momentum if asked for.
 *
 *   g ← g + λ θ
 *   v ← μ v + g      θ ← θ - lr v      with nesterov: θ ← θ - lr (g + μ v)
 *
 * @throws DomainError when a setting is out of range, nesterov is asked for without momentum, or an option is unknown;
 *   update throws ShapeError where the gradient is no tree like the model
 * @example const optimizer = sgd({ lr: 0.01, momentum: 0.9 })
 * @see Sutskever, Martens, Dahl & Hinton (2013), On the importance of initialization and momentum in deep learning
 */
export function sgd(options: SgdOptions): Optimizer {
  checkOptions('sgd', options, ['lr', 'momentum', 'nesterov', 'weightDecay'])
  const { lr, momentum = 0, nesterov = false, weightDecay = 0 } = options
  checkRate('sgd', lr, 0.01)
  checkShare('sgd', 'momentum', momentum, 0.9)
  checkNonNegative('sgd', 'weightDecay', weightDecay)
  checkFlag('sgd', 'nesterov', nesterov)
  if (nesterov && momentum === 0)
    throw new DomainError('sgd: nesterov looks ahead along a momentum of 0; give one, such as momentum: 0.9.')

  return optimizerOf<'velocity', 'lr'>({
    owner: 'sgd',
    lr,
    weightDecay,
    slots: momentum > 0 ? { velocity: 0 } : {},
    counts: false,
    settings: (lr) => ({ lr }),
    improve(theta, g, kept, { lr }) {
      if (momentum === 0) return { theta: theta.sub(g.mul(lr)) }
      const velocity = kept.velocity.mul(momentum).add(g)
      const direction = nesterov ? g.add(velocity.mul(momentum)) : velocity
      return { theta: theta.sub(direction.mul(lr)), velocity }
    },
  })
}
