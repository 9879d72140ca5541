import { backward, cost, forward, transpose, update } from '@adjoint/nn/by-hand'
import { byHandParameters, columns } from '../article/gradients.ts'
import type { Contender, Task } from './contender.ts'

/** The article's formulas on plain arrays. */
export function byHand({ architecture, model, train, lr }: Task): Contender {
  const [X, Y] = [columns(train.x), columns(train.y)]
  let parameters = byHandParameters(model)
  return {
    name: 'By hand',
    engine: 'plain arrays, float64',
    epoch() {
      const { YHat, cache } = forward(X, parameters, architecture)
      parameters = update(parameters, backward(YHat, Y, cache, parameters, architecture), lr)
      return cost(YHat, Y)
    },
    predict: (points) => forward(transpose(points), parameters, architecture).YHat[0] ?? [],
  }
}
