import { DomainError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type EarlyStopping, type FitOptions, fit, mse, sgd } from '../../src/index.ts'
import { watchAfter } from '../../src/training/early-stopping.ts'
import { matrixTensor } from '../networks.ts'

interface Slope {
  readonly w: Tensor
}

const data = { x: matrixTensor([[1], [2]]), y: matrixTensor([[2], [4]]) }
const start: Slope = { w: tensor(0, { dtype: 'float64' }) }

/** A run whose metric `score` is given for each epoch; the model's w counts the epochs. */
async function run(scores: readonly number[], earlyStopping: EarlyStopping, extra: Partial<FitOptions<Slope>> = {}) {
  let epoch = 0
  const result = await fit(start, data, {
    loss: (m, x, y) => mse(x.mul(0).add(m.w), y).mul(0).add(m.w.neg()), // its derivative by w is -1
    optimizer: sgd({ lr: 1 }),
    epochs: scores.length,
    metrics: { score: () => scores[epoch++] ?? Number.NaN },
    earlyStopping: { monitor: 'score', mode: 'min', ...earlyStopping },
    progress: false,
    ...extra,
  })
  return { stopped: result.stopped, epochs: result.history.length, best: result.model.w.item() }
}

describe('early stopping', () => {
  it.each([
    [[5, 4, 3, 2], { patience: 1 }, ['finished', 4, 4]],
    [[5, 4, 4, 3, 2], { patience: 1 }, ['patience', 3, 2]],
    [[5, 4, 4, 3, 2], { patience: 2 }, ['finished', 5, 5]],
    [[5, 4, 6, 4.5, 2], { patience: 2 }, ['patience', 4, 2]],
    [[5, 4, 6, 4.5, 2], { patience: 2, restoreBest: false }, ['patience', 4, 4]],
    [[5, 4.5, 4, 3.5], { patience: 2, minDelta: 0.5 }, ['finished', 4, 3]], // 4 is more than 0.5 below 5, 4.5 is not
    [[1, 2, 3, 2.5, 2], { patience: 2, mode: 'max' }, ['patience', 5, 3]],
    [[1, Number.NaN, 0.5, Number.NaN, Number.NaN], { patience: 2 }, ['patience', 5, 3]],
    [[Number.NaN, 3, 4], { patience: 2 }, ['finished', 3, 2]],
    [[Number.NaN, Number.NaN, 3], { patience: 2 }, ['patience', 2, 2]], // no epoch was the best: the last model
  ] as const)('of %j with %j', async (scores, options, expected) => {
    const { stopped, epochs, best } = await run(scores, options)
    expect([stopped, epochs, best]).toEqual(expected)
  })

  const records = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 20 })

  test.prop([records, fc.integer({ min: 1, max: 4 })])('counts the epochs since the best one', (scores, patience) => {
    let watch = { best: null as number | null, waited: 0 }
    scores.forEach((loss, i) => {
      watch = watchAfter(watch, { epoch: i + 1, loss }, { patience })
      const past = scores.slice(0, i + 1)
      expect(watch).toEqual({ best: Math.min(...past), waited: i - past.indexOf(Math.min(...past)) })
    })
  })

  it('goes by the validation loss, or the loss where there is none', () => {
    const from = { best: null, waited: 0 }
    const record = { epoch: 1, loss: 3, validationLoss: 2, metrics: { m: 1 } }
    expect(watchAfter(from, record, { patience: 1 }).best).toBe(2)
    expect(watchAfter(from, { epoch: 1, loss: 3 }, { patience: 1 }).best).toBe(3)
    expect(watchAfter(from, record, { patience: 1, monitor: 'loss' }).best).toBe(3)
    expect(watchAfter(from, record, { patience: 1, monitor: 'm' }).best).toBe(1)
  })

  it('gives the best model when the run ends in another way, too', async () => {
    const scores = [5, 3, 4, 4]
    expect(await run(scores, { patience: 9 })).toEqual({ stopped: 'finished', epochs: 4, best: 2 })
    const stop = await run(scores, { patience: 9 }, { onEpoch: ({ epoch }) => (epoch === 3 ? 'stop' : undefined) })
    expect(stop).toEqual({ stopped: 'callback', epochs: 3, best: 2 })
  })
})

describe('what early stopping refuses', () => {
  it.each([
    [{ patience: 0 }, 'fit: earlyStopping.patience is 0; give an integer of 1 or more.'],
    [{ patience: 1.5 }, 'fit: earlyStopping.patience is 1.5'],
    [{ patience: 1, minDelta: -1 }, 'fit: earlyStopping.minDelta is -1; give a number of 0 or more.'],
    [{ patience: 1, mode: 'up' }, "fit: earlyStopping.mode is \"up\"; give 'min' or 'max'."],
    [{ patience: 1, monitor: 'f1' }, 'fit: earlyStopping.monitor is "f1", but what is measured is loss, score.'],
    [{ patience: 1, monitor: 'validationLoss' }, 'is "validationLoss", but what is measured is loss, score.'],
    [{ patience: 1, monitor: 'score', mode: undefined }, 'fit: say whether more of score is better'],
    [{ patience: 1, wait: 3 }, 'fit: earlyStopping: unknown option "wait"; it takes patience, minDelta'],
  ])('%j', async (options, message) => {
    const attempt = () => run([1], options as EarlyStopping)
    await expect(attempt()).rejects.toThrow(DomainError)
    await expect(attempt()).rejects.toThrow(message)
  })
})
