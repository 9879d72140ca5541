// Layers that behave in another way while they are trained, in fit.
import { leavesOf } from '@adjoint/autograd'
import { moons } from '@adjoint/data'
import { DomainError, random, type Tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import {
  batchNorm,
  bceWithLogits,
  dense,
  dropout,
  fit,
  relu,
  sequential,
  sgd,
  type TrainingContext,
} from '../../src/index.ts'
import { numbersOf } from '../networks.ts'

const rng = random(4)
const model = sequential(dense(2, 8, rng), batchNorm(8), relu(), dropout(0.25), dense(8, 1, rng))
const data = moons({ samples: 120, noise: 0.1, seed: 1 })
const loss = (m: typeof model, x: Tensor, y: Tensor, context?: TrainingContext) =>
  bceWithLogits(m.forward(x, context), y)
const options = { loss, optimizer: sgd({ lr: 0.1 }), epochs: 3, batchSize: 32, progress: false } as const
const parameters = (m: unknown) => leavesOf(m).map(({ path, tensor }) => [path, numbersOf(tensor)] as const)

describe('fit of a network with batchNorm and dropout', () => {
  test('is the same, compiled and op by op, but for rounding, and the same again to the bit', async () => {
    const compiled = await fit(model, data, options)
    expect(compiled.notCompiled).toBeNull()
    const eager = await fit(model, data, { ...options, compile: false })
    for (const [i, [path, numbers]] of parameters(compiled.model).entries()) {
      const [, others] = parameters(eager.model)[i] ?? ['', []]
      const far = numbers.filter((value, k) => Math.abs(value - (others[k] ?? Number.NaN)) > 1e-5)
      expect([path, far]).toEqual([path, []]) // of float32, in twelve steps
    }
    expect(parameters((await fit(model, data, options)).model)).toEqual(parameters(compiled.model))
  })

  test('the seed decides what is dropped', async () => {
    const run = async (seed: number) => parameters((await fit(model, data, { ...options, seed, shuffle: false })).model)
    expect(await run(1)).not.toEqual(await run(2))
  })

  test('running statistics move towards those of the data, and inference uses them', async () => {
    const { model: trained } = await fit(model, data, { ...options, epochs: 40 })
    const layer = trained.layers[1]
    const before = trained.layers[0].forward(data.x) as Tensor
    const [mean, variance] = [before.mean({ axis: 0 }), before.variance({ axis: 0 })]
    for (const [running, now] of [
      [layer.runningMean, mean],
      [layer.runningVariance, variance],
    ] as const) {
      // the weights still move while the statistics follow
      expect(running.sub(now).abs().max().item()).toBeLessThan(0.35 * now.abs().max().item())
    }
    const right = trained.forward(data.x).greater(0).equal(data.y).mean().item()
    expect(right).toBeGreaterThan(0.8)
  })

  test('validation data is looked at as it will be', async () => {
    const seen: (TrainingContext | undefined)[] = []
    const watched: typeof loss = (m, x, y, context) => {
      seen.push(context)
      return loss(m, x, y, context)
    }
    await fit(model, data, { ...options, loss: watched, epochs: 1, batchSize: 120, compile: false, validation: data })
    expect(seen.map((context) => context !== undefined)).toEqual([false, true, false]) // the first only looks whether it fits
  })
})

test('statistics under a name that the layer does not have are no longer lost', async () => {
  class Mean {
    readonly kind = 'mean'
    readonly mean: Tensor = zeros([])
    forward(x: Tensor, context?: TrainingContext): Tensor {
      context?.update(this, { maen: x.mean() })
      return x
    }
  }
  const misspelt = sequential(dense(2, 1, random(0)), new Mean())
  const given = { ...options, loss: (m: typeof misspelt, x: Tensor, y: Tensor, context?: TrainingContext) => bceWithLogits(m.forward(x, context), y) } // biome-ignore format: one line
  await expect(fit(misspelt, data, given)).rejects.toThrow(DomainError)
  await expect(fit(misspelt, data, given)).rejects.toThrow('its maen is no part of the model that is trained')
})
