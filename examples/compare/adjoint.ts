import { valueAndGrad } from '@adjoint/autograd'
import { sgd } from '@adjoint/nn'
import { tensor } from '@adjoint/tensor'
import { loss } from '../article/gradients.ts'
import type { Contender, Task } from './contender.ts'

/** The network on the tape. */
export function onTheTape({ model: start, train, lr }: Task): Contender {
  const lossAndGradient = valueAndGrad(loss)
  const optimizer = sgd({ lr })
  let model = start
  let state = optimizer.init(model)
  return {
    name: 'Adjoint',
    engine: `tape, ${train.x.dtype}`,
    epoch() {
      const [value, gradient] = lossAndGradient(model, train.x, train.y)
      ;[model, state] = optimizer.update(model, gradient, state)
      return value.item()
    },
    predict: (points) => model.forward(tensor(points, { dtype: train.x.dtype })).toTypedArray(),
  }
}
