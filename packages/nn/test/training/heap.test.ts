import { random, type Tensor } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { memory } from '../../../tensor/test/memory.ts'
import { bceWithLogits, dense, fit, sequential, sgd } from '../../src/index.ts'
import { matrixTensor } from '../networks.ts'

it('20,000 steps leave the memory where it was', { timeout: 60_000 }, async () => {
  const rng = random(1)
  const numbers = Array.from({ length: 8 }, () => [rng.nextNormal(), rng.nextNormal()])
  const data = { x: matrixTensor(numbers), y: matrixTensor(numbers.map(([a = 0, b = 0]) => [Number(a * b > 0)])) }
  const model = sequential(dense(2, 1, rng, { dtype: 'float64' }))
  const loss = (m: typeof model, x: Tensor, y: Tensor): Tensor => bceWithLogits(m.forward(x) as Tensor, y)
  const train = (epochs: number) =>
    fit(model, data, { loss, optimizer: sgd({ lr: 0.01, momentum: 0.5 }), epochs, batchSize: 1, progress: false })

  await train(50) // compiled code and caches come to stay
  const before = memory()
  const { history } = await train(2500)
  const grown = memory() - before
  expect(history).toHaveLength(2500) // of 8 steps each
  expect(grown).toBeLessThan(2 ** 20) // 50 bytes a step; one tape of such a step holds thousands
})
