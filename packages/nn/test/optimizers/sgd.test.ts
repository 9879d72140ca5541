import { grad, leavesOf, mapTensors } from '@adjoint/autograd'
import { DomainError, random, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { dense, sequential, sgd } from '../../src/index.ts'
import { numbersOf } from '../networks.ts'
import { grid, path, vector } from './runs.ts'

const vectors = fc.array(fc.tuple(grid, grid), { minLength: 1, maxLength: 6 })
const rate = fc.integer({ min: 0, max: 997 }).map((k) => k / 997)
const momentum = fc.integer({ min: 1, max: 996 }).map((k) => k / 997)

describe('sgd', () => {
  test.prop([vectors, rate])('is θ - lr g', (pairs, lr) => {
    const [theta, g] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
    expect(path(sgd({ lr }), theta, [g])).toEqual([pairs.map(([a, b]) => a - b * lr)])
  })

  test.prop([vectors, fc.integer({ min: -8, max: 8 })])('is linear in g, to the bit for powers of two', (pairs, k) => {
    const g = pairs.map(([, b]) => b)
    const start = g.map(() => 0)
    const [once = []] = path(sgd({ lr: 0.1 }), start, [g])
    const [scaled] = path(sgd({ lr: 0.1 }), start, [g.map((value) => value * 2 ** k)])
    expect(scaled).toEqual(once.map((value) => value * 2 ** k))
    const [zero] = path(sgd({ lr: 0.1 }), start, [start])
    expect(zero).toEqual(start)
  })

  test.prop([vectors, fc.constantFrom(0, 0.5, 0.9)])('with lr 0 is the identity', (pairs, momentum) => {
    const [theta, g] = [pairs.map(([a]) => a), pairs.map(([, b]) => b)]
    expect(path(sgd({ lr: 0, momentum }), theta, [g, g, g])).toEqual([theta, theta, theta])
  })

  test.prop([vectors, fc.array(grid, { minLength: 1, maxLength: 6 }), rate, momentum])(
    'with momentum follows v ← μ v + g, θ ← θ - lr v',
    (pairs, factors, lr, mu) => {
      const gradients = factors.map((factor) => pairs.map(([, b]) => b * factor))
      let theta = pairs.map(([a]) => a)
      let v = theta.map(() => 0)
      const expected = gradients.map((g) => {
        v = v.map((value, i) => mu * value + (g[i] ?? Number.NaN))
        theta = theta.map((value, i) => value - lr * (v[i] ?? Number.NaN))
        return theta
      })
      const actual = path(
        sgd({ lr, momentum: mu }),
        pairs.map(([a]) => a),
        gradients,
      )
      expect(actual.flat().map((value, i) => Math.abs(value - (expected.flat()[i] ?? Number.NaN)) < 1e-12)).toEqual(
        actual.flat().map(() => true),
      )
    },
  )

  it('goes to the minimum of a parabola', () => {
    const bowl = (x: Tensor): Tensor =>
      x
        .sub(vector([3, -1]))
        .square()
        .sum()
    for (const options of [{ lr: 0.1 }, { lr: 0.05, momentum: 0.5 }]) {
      const optimizer = sgd(options)
      let x: Tensor = vector([0, 0])
      let state = optimizer.init(x)
      for (let step = 0; step < 200; step++) [x, state] = optimizer.update(x, grad(bowl)(x), state)
      numbersOf(x).forEach((value, i) => {
        expect(value).toBeCloseTo([3, -1][i] ?? Number.NaN, 9)
      })
    }
  })

  it('takes trees of any form, and changes neither them nor their other fields', () => {
    const tree = {
      a: tensor([1, 2]),
      list: [tensor(3), 'name', null] as const,
      map: new Map([['k', tensor([4])]]),
      size: 7,
    }
    const ones = mapTensors(tree, (x) => x.mul(0).add(1))
    for (const optimizer of [sgd({ lr: 1 }), sgd({ lr: 1, momentum: 0.5 })]) {
      const [next, state] = optimizer.update(tree, ones, optimizer.init(tree))
      const numbers = (of: unknown): number[] => leavesOf(of).flatMap(({ tensor }) => numbersOf(tensor))
      expect(numbers(next)).toEqual([0, 1, 2, 3])
      expect([next.list[1], next.list[2], next.size]).toEqual(['name', null, 7])
      expect(next.map).toBeInstanceOf(Map)
      expect(numbers(optimizer.update(next, ones, state)[0])).toEqual(
        leavesOf(state).length === 0 ? [-1, 0, 1, 2] : [-1.5, -0.5, 0.5, 1.5],
      )
      expect(numbers(tree)).toEqual([1, 2, 3, 4])
    }
  })

  it('keeps classes and dtypes', () => {
    const model = sequential(dense(2, 1, random(0)))
    const [next] = sgd({ lr: 0.1 }).update(model, model, {})
    expect(next).toBeInstanceOf(model.constructor)
    expect(next.layers[0]).toBeInstanceOf(model.layers[0].constructor)
    expect(leavesOf(next).map(({ tensor }) => tensor.dtype)).toEqual(['float32', 'float32'])
  })

  it('leaves integers and truths as they are', () => {
    const tree = { steps: tensor([1, 2], { dtype: 'int32' }), used: tensor([true]), w: tensor([1]) }
    for (const optimizer of [sgd({ lr: 0.5 }), sgd({ lr: 0.5, momentum: 0.9 })]) {
      const [next] = optimizer.update(tree, tree, optimizer.init(tree))
      expect(next.steps).toBe(tree.steps)
      expect(next.used).toBe(tree.used)
      expect(numbersOf(next.w)).toEqual([0.5])
    }
  })
})

describe('what sgd refuses', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('the learning rate %d', (lr) => {
    expect(() => sgd({ lr })).toThrow(DomainError)
    expect(() => sgd({ lr })).toThrow(`sgd: lr is ${lr}; give a learning rate of 0 or more, such as 0.01.`)
  })

  it.each([-0.1, 1, Number.NaN])('the momentum %d', (momentum) => {
    expect(() => sgd({ lr: 0.1, momentum })).toThrow(
      `sgd: momentum is ${momentum}; give a number in [0, 1), such as 0.9.`,
    )
  })

  it('options that are none', () => {
    expect(() => sgd({ lr: 0.1, learningRate: 1 } as { lr: number })).toThrow(
      'sgd: unknown option "learningRate"; it takes lr, momentum, nesterov, weightDecay.',
    )
    // @ts-expect-error a number is no options object
    expect(() => sgd(0.1)).toThrow('sgd: 0.1 is no options object; write { lr: 0.1 }.')
    // @ts-expect-error without a learning rate
    expect(() => sgd({})).toThrow('sgd: lr is undefined')
  })

  it('a gradient of another form', () => {
    const [optimizer, heavy] = [sgd({ lr: 0.1 }), sgd({ lr: 0.1, momentum: 0.9 })]
    const model = { a: tensor([1]), b: tensor([2]) }
    const other: typeof model = Object.assign(Object.create(null), { a: tensor([1]) })
    expect(() => optimizer.update(model, other, {})).toThrow(ShapeError)
    expect(() => optimizer.update(model, other, {})).toThrow(
      'sgd: the trees differ: one has a tensor at b, the other no more.',
    )
    expect(() => heavy.update(model, other, heavy.init(model))).toThrow('sgd: the trees differ')
  })

  it('a gradient whose shape only broadcasts', () => {
    const update = () => sgd({ lr: 0.1 }).update<Tensor>(tensor([1, 2]), tensor([[1], [2]]), {})
    expect(update).toThrow(ShapeError)
    expect(update).toThrow('sgd: the gradient of [2] is [2, 1]')
  })
})
