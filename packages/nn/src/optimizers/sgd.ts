import { mapTensors, zipTensors } from '@adjoint/autograd'
import { checkOptions, DomainError, isFloat, zeros } from '@adjoint/tensor'
import { like, type Optimizer } from './optimizer.ts'

/** The settings of sgd(). */
export interface SgdOptions {
  /** learning rate, 0 or more */
  readonly lr: number
  /** how much of the last velocity stays, in [0, 1); 0 by default */
  readonly momentum?: number
}

/**
 * Gradient descent, with momentum if asked for.
 *
 *   v ← μ v + g      θ ← θ - lr v
 *
 * @throws DomainError when lr or momentum is out of range, or an option is unknown; update throws ShapeError where the
 *   gradient is no tree like the model
 * @example const optimizer = sgd({ lr: 0.01, momentum: 0.9 })
 * @see Sutskever, Martens, Dahl & Hinton (2013), On the importance of initialization and momentum in deep learning
 */
export function sgd(options: SgdOptions): Optimizer {
  checkOptions('sgd', options, ['lr', 'momentum'])
  const { lr, momentum = 0 } = options
  if (!(lr >= 0 && lr < Number.POSITIVE_INFINITY))
    throw new DomainError(`sgd: lr is ${lr}; give a learning rate of 0 or more, such as 0.01.`)
  if (!(momentum >= 0 && momentum < 1))
    throw new DomainError(`sgd: momentum is ${momentum}; give a number in [0, 1), such as 0.9.`)
  const descend = <M>(model: M, direction: unknown): M =>
    zipTensors('sgd', model, direction, (theta, v) =>
      isFloat(theta.dtype) ? theta.sub(like('sgd', theta, v).mul(lr)) : theta,
    )

  if (momentum === 0) {
    return { init: () => ({}), update: (model, gradient) => [descend(model, gradient), {}] }
  }
  return {
    init: (model) => ({ velocity: mapTensors(model, ({ shape, dtype }) => zeros(shape, { dtype })) }),
    update(model, gradient, state) {
      const velocity = zipTensors('sgd', gradient, state.velocity, (g, v) => v.mul(momentum).add(g))
      return [descend(model, velocity), { velocity }]
    },
  }
}
