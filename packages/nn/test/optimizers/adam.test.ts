import { grad, leavesOf, mapTensors } from '@adjoint/autograd'
import { DomainError, random, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { type AdamOptions, adam, dense, sequential } from '../../src/index.ts'
import { numbersOf } from '../networks.ts'
import { grid, path, vector } from './runs.ts'

const share = fc.integer({ min: 0, max: 897 }).map((k) => k / 997)
const settings = fc.record({
  lr: fc.integer({ min: 0, max: 997 }).map((k) => k / 997),
  beta1: share,
  beta2: share,
  epsilon: fc.constantFrom(1e-8, 1e-3, 1),
})
const runs = fc.integer({ min: 1, max: 4 }).chain((n) => {
  const vectors = fc.array(grid, { minLength: n, maxLength: n })
  return fc.tuple(vectors, fc.array(vectors, { minLength: 1, maxLength: 9 }))
})

interface Settings extends Required<Omit<AdamOptions, 'weightDecay'>> {
  readonly lr: number
}

/** Algorithm 1 of the paper, line by line, for one parameter; `terms` sums what its rounding errors are relative to. */
function algorithm1(
  { lr, beta1, beta2, epsilon }: Settings,
  start: number,
  gradients: readonly number[],
): { readonly theta: number; readonly terms: number }[] {
  let [theta, m, v, terms, size] = [start, 0, 0, Math.abs(start), 0]
  return gradients.map((g, i) => {
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g * g
    const mHat = m / (1 - beta1 ** (i + 1))
    const vHat = v / (1 - beta2 ** (i + 1))
    theta -= (lr * mHat) / (Math.sqrt(vHat) + epsilon)
    size = beta1 * size + (1 - beta1) * Math.abs(g)
    terms += (lr * size) / (1 - beta1 ** (i + 1)) / (Math.sqrt(vHat) + epsilon)
    return { theta, terms }
  })
}

describe('adam', () => {
  test.prop([settings, runs])("is the paper's algorithm", (options, [start, gradients]) => {
    const actual = path(adam(options), start, gradients)
    start.forEach((theta, i) => {
      const own = gradients.map((g) => g[i] ?? Number.NaN)
      algorithm1(options, theta, own).forEach((expected, step) => {
        // 64 eps, times 10 for what 1 - βᵗ as the paper writes it loses at β = 0.9
        const tolerance = 640 * Number.EPSILON * expected.terms
        expect(Math.abs((actual[step]?.[i] ?? Number.NaN) - expected.theta)).toBeLessThanOrEqual(tolerance)
      })
    })
  })

  test.prop([grid.filter((g) => g !== 0), fc.integer({ min: -20, max: 20 })])(
    'first steps by the learning rate against the sign of the gradient, however large that is',
    (g, k) => {
      const [[step = Number.NaN] = []] = path(adam({ lr: 0.01, epsilon: 1e-30 }), [0], [[g * 2 ** k]])
      expect(Math.abs(step + 0.01 * Math.sign(g))).toBeLessThanOrEqual(1e-16)
    },
  )

  test.prop([runs])('with lr 0 is the identity', ([start, gradients]) => {
    expect(path(adam({ lr: 0 }), start, gradients)).toEqual(gradients.map(() => start))
  })

  it('stands still where there never was a gradient', () => {
    const zero = [0, 0]
    expect(path(adam({ lr: 0.1 }), [3, -1], [zero, zero])).toEqual([
      [3, -1],
      [3, -1],
    ])
  })

  it('is as exact in float32: 1 - βᵗ does not cancel', () => {
    const optimizer = adam({ lr: 1 })
    let model: Tensor = tensor([0])
    let state = optimizer.init(model)
    for (let step = 1; step <= 3; step++) {
      ;[model, state] = optimizer.update(model, tensor([2]), state)
      // with equal gradients each step is lr; 1 - fround(0.999) would be wrong by 1e-5
      expect(Math.abs(numbersOf(model.add(step))[0] ?? Number.NaN)).toBeLessThanOrEqual(2 ** -20)
    }
  })

  it('goes to the minimum of a parabola', () => {
    const bowl = (x: Tensor): Tensor =>
      x
        .sub(vector([3, -1]))
        .square()
        .sum()
    const optimizer = adam({ lr: 0.1 })
    let x: Tensor = vector([0, 0])
    let state = optimizer.init(x)
    for (let step = 0; step < 2000; step++) [x, state] = optimizer.update(x, grad(bowl)(x), state)
    numbersOf(x).forEach((value, i) => {
      expect(value).toBeCloseTo([3, -1][i] ?? Number.NaN, 6)
    })
  })

  it('has a state of tensors only, of one form in every step', () => {
    const optimizer = adam({ lr: 0.1 })
    const model = { w: tensor([[1, 2]]), b: vector([3]), steps: tensor(4, { dtype: 'int32' }) }
    const form = (state: unknown) => leavesOf(state).map(({ path, tensor }) => [path, tensor.dtype, tensor.shape])
    const before = optimizer.init(model)
    const [next, after] = optimizer.update(model, model, before)
    expect(form(before)).toEqual([
      ['step', 'float64', []],
      ...['first', 'second'].flatMap((name) => [
        [`${name}.w`, 'float32', [1, 2]],
        [`${name}.b`, 'float64', [1]],
        [`${name}.steps`, 'int32', []],
      ]),
    ])
    expect(form(after)).toEqual(form(before))
    expect(form(next)).toEqual(form(model))
    expect(form(optimizer.init(tensor([1])))[0]).toEqual(['step', 'float64', []]) // float32 stops counting at 2^24
  })

  it('takes trees of any form, and changes neither them nor their other fields', () => {
    const tree = {
      a: tensor([1, 2]),
      list: [tensor(3), 'name', null] as const,
      map: new Map([['k', tensor([4])]]),
      size: 7,
      used: tensor([true]),
    }
    const ones = mapTensors(tree, (x) => (x.dtype === 'bool' ? x : x.mul(0).add(1)))
    const optimizer = adam({ lr: 0.5 })
    const [next] = optimizer.update(tree, ones, optimizer.init(tree))
    const numbers = (of: unknown): number[] => leavesOf(of).flatMap(({ tensor }) => numbersOf(tensor))
    expect(numbers(next)).toEqual([0.5, 1.5, 2.5, 3.5, 1])
    expect([next.list[1], next.list[2], next.size]).toEqual(['name', null, 7])
    expect(next.map).toBeInstanceOf(Map)
    expect(next.used).toBe(tree.used)
    expect(numbers(tree)).toEqual([1, 2, 3, 4, 1])
  })

  it('keeps classes and dtypes', () => {
    const model = sequential(dense(2, 1, random(0)))
    const optimizer = adam({ lr: 0.1 })
    const [next] = optimizer.update(model, model, optimizer.init(model))
    expect(next).toBeInstanceOf(model.constructor)
    expect(next.layers[0]).toBeInstanceOf(model.layers[0].constructor)
    expect(leavesOf(next).map(({ tensor }) => tensor.dtype)).toEqual(['float32', 'float32'])
  })
})

describe('what adam refuses', () => {
  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY])('the learning rate %d', (lr) => {
    expect(() => adam({ lr })).toThrow(DomainError)
    expect(() => adam({ lr })).toThrow(`adam: lr is ${lr}; give a learning rate of 0 or more, such as 0.001.`)
  })

  it.each([-0.1, 1, Number.NaN])('the share %d', (beta) => {
    expect(() => adam({ lr: 0.1, beta1: beta })).toThrow(
      `adam: beta1 is ${beta}; give a number in [0, 1), such as 0.9.`,
    )
    expect(() => adam({ lr: 0.1, beta2: beta })).toThrow(
      `adam: beta2 is ${beta}; give a number in [0, 1), such as 0.999.`,
    )
  })

  it.each([-1, 0, Number.NaN, Number.POSITIVE_INFINITY])('the epsilon %d', (epsilon) => {
    expect(() => adam({ lr: 0.1, epsilon })).toThrow(
      `adam: epsilon is ${epsilon}; give a number above 0, such as 1e-8.`,
    )
  })

  it('options that are none', () => {
    expect(() => adam({ lr: 0.1, momentum: 1 } as { lr: number })).toThrow(
      'adam: unknown option "momentum"; it takes lr, beta1, beta2, epsilon, weightDecay.',
    )
    // @ts-expect-error without a learning rate
    expect(() => adam({})).toThrow('adam: lr is undefined')
  })

  it('a gradient of another form', () => {
    const optimizer = adam({ lr: 0.1 })
    const model = { a: tensor([1]), b: tensor([2]) }
    const other: typeof model = Object.assign(Object.create(null), { a: tensor([1]) })
    const update = () => optimizer.update(model, other, optimizer.init(model))
    expect(update).toThrow(ShapeError)
    expect(update).toThrow('adam: the trees differ: one has a tensor at b, the other no more.')
  })

  it('a gradient whose shape only broadcasts', () => {
    const optimizer = adam({ lr: 0.1 })
    const model: Tensor = tensor([1, 2])
    const update = () => optimizer.update(model, tensor([[1], [2]]), optimizer.init(model))
    expect(update).toThrow(ShapeError)
    expect(update).toThrow('adam: the gradient of [2] is [2, 1]')
  })
})
