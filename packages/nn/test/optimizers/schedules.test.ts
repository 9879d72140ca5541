import { readFileSync } from 'node:fs'
import { grad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { arange, cos, DomainError, div, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  adam,
  constantRate,
  cosineDecay,
  exponentialDecay,
  linearWarmup,
  type OptimizerState,
  oneCycle,
  type Schedule,
  sgd,
  stepDecay,
} from '../../src/index.ts'
import { numbersOf } from '../networks.ts'
import { descend, optimizers, quadratic } from './runs.ts'

const makers = { constantRate, cosineDecay, exponentialDecay, linearWarmup, oneCycle, stepDecay }
const reference: {
  readonly schedules: readonly {
    readonly schedule: keyof typeof makers
    readonly options: never // each maker takes its own
    readonly rates: readonly number[]
  }[]
} = JSON.parse(readFileSync(new URL('../reference/optimizers.json', import.meta.url), 'utf8'))
const steps = (n: number): Tensor => (arange(n) as Tensor).astype('float64')

describe("the rates of thirty steps are PyTorch's formulas, in NumPy", () => {
  it.each(reference.schedules)('$schedule $options', ({ schedule, options, rates }) => {
    const curve: Schedule = makers[schedule](options)
    const all = curve(steps(30)) as Tensor
    expect([all.shape, all.dtype]).toEqual([[30], 'float64'])
    rates.forEach((rate, step) => {
      const single = curve(tensor(step, { dtype: 'float64' })) as Tensor
      for (const actual of [single.item(), numbersOf(all)[step] ?? Number.NaN]) {
        // a cosine near its end cancels: an error relative to the largest rate, of a few roundings
        expect(Math.abs(actual - rate), `step ${step}`).toBeLessThanOrEqual(8 * Number.EPSILON * 0.4)
      }
    })
  })
})

describe('a schedule', () => {
  const names = Object.keys(optimizers)

  test.prop([fc.constantFrom(...names), fc.integer({ min: 1, max: 997 }), fc.boolean()], { numRuns: 30 })(
    'of one rate is that rate',
    (name, k, compiled) => {
      const make = optimizers[name] ?? expect.fail(name)
      const run = (lr: number | Schedule) => descend(make(lr), quadratic, [1, -2, 3], { compiled, steps: 5 })
      const [plain, scheduled] = [run(k / 9970), run(() => k / 9970)]
      plain.flat().forEach((value, i) => {
        // adam's scalars are multiplied in another order
        expect(Math.abs((scheduled.flat()[i] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-13)
      })
    },
  )

  it('is asked for steps counted from 0', () => {
    const asked: number[] = []
    const watch: Schedule = (step) => {
      asked.push(step.item())
      return 0.1
    }
    for (const make of Object.values(optimizers)) descend(make(watch), quadratic, [1, 2, 3], { steps: 3 })
    expect(asked).toEqual(Object.keys(optimizers).flatMap(() => [0, 1, 2]))
  })

  it('does not make a compiled step a new program each time', () => {
    for (const make of Object.values(optimizers)) {
      let recorded = 0
      const optimizer = make(cosineDecay({ lr: 0.1, steps: 10 }))
      const step = compile((x: Tensor, state: OptimizerState) => {
        recorded++
        return optimizer.update(x, grad(quadratic)(x), state)
      })
      let x: Tensor = tensor([1, 2, 3])
      let state = optimizer.init(x)
      for (let i = 0; i < 10; i++) [x, state] = step(x, state)
      expect(recorded).toBe(2) // a program is recorded twice, to see that it is the same
      const after = numbersOf(x)
      ;[x] = step(x, state)
      expect(numbersOf(x)).toEqual(after) // the rate has come to 0
    }
  })

  it('may be any function of ops', () => {
    const own: Schedule = (step) => div(0.1, cos(step).add(2))
    const start = [1, -2, 3]
    const [, second = []] = descend(sgd({ lr: own }), quadratic, start, { steps: 2 })
    const [first = []] = descend(sgd({ lr: 0.1 / 3 }), quadratic, start, { steps: 1 })
    const [expected = []] = descend(sgd({ lr: 0.1 / (Math.cos(1) + 2) }), quadratic, first, { steps: 1 })
    second.forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 14)
    })
  })

  it('must give one number', () => {
    const optimizer = sgd({ lr: () => tensor([0.1, 0.2]) })
    const update = () => optimizer.update(tensor([1]), tensor([1]), optimizer.init(tensor([1])))
    expect(update).toThrow(ShapeError)
    expect(update).toThrow('sgd: the schedule gave [2] for a step; give one number.')
  })

  it('goes on counting in float32 models where float32 would not', () => {
    const optimizer = adam({ lr: 0.1 })
    const x: Tensor = tensor([1])
    const state = { ...optimizer.init(x), step: tensor(2 ** 24, { dtype: 'float64' }) }
    const [, next] = optimizer.update(x, x, state)
    expect((next.step as Tensor).item()).toBe(2 ** 24 + 1)
  })
})

describe('a warm-up', () => {
  test.prop([fc.integer({ min: 1, max: 20 })])('rises in equal steps, and then is the schedule that follows', (n) => {
    const after = exponentialDecay({ lr: 0.5, factor: 0.9 })
    const rates = numbersOf(linearWarmup({ lr: after, steps: n })(steps(n + 9)))
    const expected = numbersOf(after(steps(9)))
    rates.forEach((rate, step) => {
      const wanted = step < n ? (0.5 * (step + 1)) / (n + 1) : (expected[step - n] ?? Number.NaN)
      expect(rate).toBeCloseTo(wanted, 15)
    })
  })
})

describe('what schedules refuse', () => {
  it.each([
    [() => constantRate(-1), 'constantRate: lr is -1; give a number of 0 or more.'],
    [() => stepDecay({ lr: 0.1, every: 0 }), 'stepDecay: every is 0; give an integer of 1 or more.'],
    [() => stepDecay({ lr: 0.1, every: 2, gamma: 1 } as { lr: number; every: number }), 'unknown option "gamma"'],
    [() => exponentialDecay({ lr: Number.NaN, factor: 1 }), 'exponentialDecay: lr is NaN'],
    [() => cosineDecay({ lr: 0.1, steps: 5, warmup: 5 }), 'warmup is 5; give an integer from 0 up to the steps, 5.'],
    [() => linearWarmup({ lr: 0.1, steps: 1.5 }), 'linearWarmup: steps is 1.5; give an integer of 1 or more.'],
    [() => oneCycle({ lr: 0.1, steps: 3 }), 'oneCycle: pctStart is 0.3, which of 3 steps leaves none'],
    [() => oneCycle({ lr: 0.1, steps: 30, divFactor: 0 }), 'oneCycle: divFactor is 0; give a number of 1 or more.'],
  ])('%#', (make, message) => {
    expect(make).toThrow(DomainError)
    expect(make).toThrow(message)
  })
})
