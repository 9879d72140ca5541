import { grad } from '@adjoint/autograd'
import { DomainError, full, ones, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { dropout, sequential, TrainingContext } from '../../src/index.ts'

const context = (step: number): TrainingContext => new TrainingContext(tensor([5, step], { dtype: 'int32' }))

describe('dropout', () => {
  test('does nothing where it infers, and at rate 0', () => {
    const x: Tensor = ones([4])
    expect(dropout(0.5).forward(x)).toBe(x)
    expect(dropout(0).forward(x, context(0))).toBe(x)
  })

  test('drops that part of the numbers and scales the others, so that the mean stays', () => {
    const n = 40_000
    for (const rate of [0.1, 0.5, 0.9]) {
      const y = Array.from(
        dropout(rate)
          .forward(ones([n]), context(1))
          .toTypedArray(),
      )
      const dropped = y.filter((value) => value === 0).length
      expect(Math.abs(dropped - n * rate)).toBeLessThan(5 * Math.sqrt(n * rate * (1 - rate))) // five deviations
      const kept = new Set(y.filter((value) => value !== 0))
      expect([...kept].map((value) => value.toFixed(5))).toEqual([(1 / (1 - rate)).toFixed(5)])
    }
  })

  test('drops what is drawn below the rate: its probability is exact', () => {
    class Fixed extends TrainingContext {
      override uniform(): Tensor {
        return tensor([0, 0.5 - 2 ** -24, 0.5, 1 - 2 ** -24])
      }
    }
    const fixed = new Fixed(tensor([0, 0], { dtype: 'int32' }))
    expect(
      dropout(0.5)
        .forward(ones([4]), fixed)
        .toArray(),
    ).toEqual([0, 0, 2, 2])
  })

  test('the derivative passes where the number passed', () => {
    const x: Tensor = full([50], 3, { dtype: 'float64' })
    const y = dropout(0.4).forward(x, context(2))
    const g = grad((z: Tensor) => dropout(0.4).forward(z, context(2)).sum())(x)
    expect(g.mul(3).toArray()).toEqual(y.toArray())
  })

  test('each layer and each step draws other numbers, and the same ones again', () => {
    const net = sequential(dropout(0.5), dropout(0.5))
    const run = (step: number) => net.forward(ones([60]), context(step)).toArray()
    expect(run(1)).toEqual(run(1))
    expect(run(1)).not.toEqual(run(2))
    expect(new Set(run(1) as number[])).toEqual(new Set([0, 4])) // never 2: the masks differ
  })

  test('says what a rate is', () => {
    for (const rate of [-0.1, 1, Number.NaN]) expect(() => dropout(rate)).toThrow(DomainError)
  })
})
