import { mapTensors, zipTensors } from '@adjoint/autograd'
import { checkOptions, DomainError, isFloat, ShapeError, sameShape, type Tensor, zeros } from '@adjoint/tensor'

/** What an optimizer remembers between steps: named trees. Treat it as opaque; it is an ordinary tree to transforms. */
export type OptimizerState = Readonly<Record<string, unknown>>

/** A rule that improves a model by its gradient. It changes nothing: it returns the next model and state. */
export interface Optimizer {
  /** the state before the first step */
  init(model: unknown): OptimizerState
  /**
   * One step.
   *
   * @param model any tree of tensors
   * @param gradient a tree like it
   * @param state what init or the last update gave
   */
  update<M>(model: M, gradient: M, state: OptimizerState): [M, OptimizerState]
}

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
      isFloat(theta.dtype) ? theta.sub(like(theta, v).mul(lr)) : theta,
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

/** The gradient of a parameter, of its shape: one that only broadcasts to it would change what the parameter is. */
function like(theta: Tensor, g: Tensor): Tensor {
  if (sameShape(g.shape, theta.shape)) return g
  throw new ShapeError(`sgd: the gradient of ${theta.describe()} is ${g.describe()}; give one of the same shape.`)
}
