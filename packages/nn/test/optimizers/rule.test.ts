// What holds for every optimizer.
import { leavesOf, mapTensors } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { DomainError, type DType, random, ShapeError, tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { adagrad, adam, adamw, batchNorm, dense, type Optimizer, rmsprop, sequential, sgd } from '../../src/index.ts'
import { numbersOf, orderKeys, orderOf } from '../networks.ts'
import { decaying, descend, grid, optimizers, path, quadratic, rosenbrock, schedule, vector } from './runs.ts'

const runs = fc.integer({ min: 1, max: 4 }).chain((n) => {
  const vectors = fc.array(grid, { minLength: n, maxLength: n })
  return fc.tuple(vectors, fc.array(vectors, { minLength: 1, maxLength: 6 }))
})

const lr = 0.05
const each = Object.entries(optimizers).flatMap(([name, make]) => [
  { name, make: () => make(lr) },
  { name: `${name}, scheduled`, make: () => make(schedule(lr)) },
])

describe.each(each)('$name', ({ make }) => {
  test.prop([runs, orderKeys])('does the same to each parameter, wherever it stands', ([start, gradients], keys) => {
    const order = orderOf(keys, start.length)
    const shuffle = (list: readonly number[]): number[] => order.map((i) => list[i] ?? Number.NaN)
    expect(path(make(), shuffle(start), gradients.map(shuffle))).toEqual(path(make(), start, gradients).map(shuffle))
  })

  it('is the same when it is called again: it holds nothing itself', () => {
    const optimizer = make()
    const run = () => descend(optimizer, rosenbrock, [0.9, -0.4, 0.7])
    expect(run()).toEqual(run())
  })

  it('goes down', () => {
    const optimizer = make()
    const start = [2, 2, 2]
    const end = descend(optimizer, quadratic, start, { steps: 16 }).at(-1) ?? []
    expect(quadratic(vector(end)).item()).toBeLessThan(quadratic(vector(start)).item())
  })

  it('takes trees of any form, compiled too, and leaves integers, truths and other fields as they are', () => {
    const model = {
      layers: sequential(dense(2, 3, random(0)), dense(3, 1, random(1), { dtype: 'float64' })),
      map: new Map([['k', tensor([4])]]),
      used: tensor([true, false]),
      steps: tensor([7], { dtype: 'int32' }),
      none: tensor([]),
      name: 'mine',
    }
    const optimizer = make()
    const gradient = mapTensors(model, (x) =>
      x
        .mul(0)
        .add(x.dtype === 'bool' ? 0 : 1)
        .astype(x.dtype),
    )
    const form = (tree: unknown) => leavesOf(tree).map(({ path, tensor }) => [path, tensor.dtype, tensor.shape])
    const numbers = (tree: unknown) => leavesOf(tree).flatMap(({ tensor }) => numbersOf(tensor))
    const state = optimizer.init(model)
    const [eager, eagerState] = optimizer.update(model, gradient, state)
    expect(form(eager)).toEqual(form(model))
    expect(form(eagerState)).toEqual(form(state))
    expect([eager.used, eager.steps, eager.name]).toEqual([model.used, model.steps, 'mine'])
    expect(eager.layers.layers[0]).toBeInstanceOf(model.layers.layers[0].constructor)
    expect(numbers(eager)).not.toEqual(numbers(model))

    const update = compile((m: typeof model, g: typeof model, s: typeof state) => optimizer.update(m, g, s), {
      donate: [2],
    })
    const [compiled, compiledState] = update(model, gradient, state)
    for (const [actual, expected] of [
      [numbers(compiled), numbers(eager)],
      [numbers(compiledState), numbers(eagerState)],
    ] as const) {
      expect(actual).toHaveLength(expected.length)
      actual.forEach((value, i) => {
        // float32, where a product and a sum may be fused
        expect(Math.abs(value - (expected[i] ?? Number.NaN))).toBeLessThanOrEqual(1e-6)
      })
    }
  })

  it('keeps the dtype of a parameter, whatever that of the gradient is', () => {
    const optimizer = make()
    const model = { a: tensor([1, 2]) }
    const state = optimizer.init(model)
    const update = (dtype: DType) => optimizer.update(model, { a: tensor([2, -1], { dtype }) }, state)
    for (const dtype of ['float64', 'int32'] as const) expect(update(dtype)).toEqual(update('float32'))
  })

  it('refuses trees of another form, and gradients that only broadcast', () => {
    const optimizer = make()
    const model = { a: tensor([1, 2]), b: tensor([2]) }
    const other: typeof model = Object.assign(Object.create(null), { a: tensor([1, 2]) })
    const update =
      (g: unknown, state = optimizer.init(model)) =>
      () =>
        optimizer.update(model, g as typeof model, state)
    expect(update(other)).toThrow(ShapeError)
    expect(update(other)).toThrow('the trees differ: one has a tensor at b, the other no more.')
    expect(update({ ...model, b: tensor([[1]]) })).toThrow('the gradient of [1] is [1, 1]; give one of the same shape.')
    if (Object.keys(optimizer.init(model)).some((slot) => slot !== 'step')) {
      expect(update(model, { ...optimizer.init(model), ...optimizer.init(other) })).toThrow('the trees differ')
      const [wide, exact] = [
        { ...model, b: tensor([1, 2]) },
        { ...model, b: tensor([2], { dtype: 'float64' }) },
      ]
      expect(update(model, optimizer.init(wide))).toThrow(
        'of a parameter f32[1] is f32[2]; give the state of this model',
      )
      expect(update(model, optimizer.init(exact))).toThrow('of a parameter f32[1] is f64[1]; give the state')
      expect(update(model, JSON.parse('null'))).toThrow('give what init or the last update of')
    }
  })
})

describe('what one optimizer says about another', () => {
  const same = (a: Optimizer, b: Optimizer): void => {
    const start = [0.9, -0.4, 0.7]
    expect(descend(a, rosenbrock, start)).toEqual(descend(b, rosenbrock, start))
  }

  it('without what is left out they are the plain ones, to the bit', () => {
    same(sgd({ lr: 0.01, momentum: 0 }), sgd({ lr: 0.01 }))
    same(adamw({ lr: 0.05, weightDecay: 0 }), adam({ lr: 0.05 }))
    for (const [make, other] of [
      [sgd, sgd({ lr })],
      [adam, adam({ lr })],
      [rmsprop, rmsprop({ lr })],
      [adagrad, adagrad({ lr })],
    ] as const) {
      same(make({ lr, weightDecay: 0 }), other)
    }
  })

  test.prop([runs, fc.integer({ min: 1, max: 900 }).map((k) => k / 997)])(
    'weight decay in the gradient is the gradient of λ θ²/2',
    ([start, gradients], lambda) => {
      const [given = []] = gradients
      const whole = given.map((g, i) => g + (start[i] ?? 0) * lambda)
      for (const make of [sgd, adam, rmsprop, adagrad]) {
        expect(path(make({ lr, weightDecay: lambda }), start, [given])).toEqual(path(make({ lr }), start, [whole]))
      }
    },
  )

  it('without gradients, only decay moves: adamw shrinks by 1 - lr λ', () => {
    const zero = [0, 0]
    for (const [name, make] of Object.entries(optimizers)) {
      if (decaying.includes(name)) continue
      expect(path(make(lr), [3, -1], [zero, zero])).toEqual([[3, -1], [3, -1]]) // biome-ignore format: two steps
    }
    const shrunk = path(adamw({ lr: 0.5, weightDecay: 0.5 }), [4, -1], [zero, zero])
    expect(shrunk).toEqual([[3, -0.75], [2.25, -0.5625]]) // biome-ignore format: two steps
  })

  test.prop([runs])('nesterov is where momentum would be after one more of its steps', ([start, gradients]) => {
    const mu = 0.5
    const heavy = path(sgd({ lr, momentum: mu }), start, gradients)
    const ahead = path(sgd({ lr, momentum: mu, nesterov: true }), start, gradients)
    // θ' = θ - lr μ v, up to the same shift at the start, where v = 0
    const velocities = heavy.map((theta, t) => theta.map((x, i) => ((heavy[t - 1] ?? start)[i] ?? 0) - x))
    ahead.flat().forEach((value, k) => {
      const expected = (heavy.flat()[k] ?? Number.NaN) - mu * (velocities.flat()[k] ?? Number.NaN)
      expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-14)
    })
  })

  test.prop([runs, fc.integer({ min: -9, max: 9 })])(
    'adagrad does not see the scale of gradients',
    ([start, gradients], k) => {
      const scaled = gradients.map((g) => g.map((value) => value * 2 ** k))
      const make = () => adagrad({ lr, epsilon: 1e-300 })
      expect(path(make(), start, scaled)).toEqual(path(make(), start, gradients))
    },
  )

  it('centered, rmsprop stays finite where all gradients are equal', () => {
    const constant = new Array(400).fill([0.7, 1.1]) // of these s - m² is below 0 by rounding
    const last = path(rmsprop({ lr: 1e-9, alpha: 0.5, centered: true }), [1, 1], constant).at(-1)
    expect(last?.every(Number.isFinite)).toBe(true)
  })
})

it('decay leaves running statistics alone', () => {
  const layer = batchNorm(2)
  const nothing = mapTensors(layer, (x) => x.mul(0))
  for (const optimizer of [sgd, adam, adamw, rmsprop, adagrad].map((make) => make({ lr, weightDecay: 0.5 }))) {
    const [next] = optimizer.update(layer, nothing, optimizer.init(layer))
    expect([next.runningVariance.toArray(), next.runningMean.toArray()]).toEqual([[1, 1], [0, 0]]) // biome-ignore format: one line
    expect(next.scale.toArray()).not.toEqual([1, 1])
  }
})

describe('what they refuse', () => {
  it.each([
    [
      () => sgd({ lr, nesterov: true }),
      'sgd: nesterov looks ahead along a momentum of 0; give one, such as momentum: 0.9.',
    ],
    [() => sgd({ lr, weightDecay: -1 }), 'sgd: weightDecay is -1; give a number of 0 or more.'],
    [() => adam({ lr, weightDecay: Number.NaN }), 'adam: weightDecay is NaN; give a number of 0 or more.'],
    [() => adamw({ lr, weightDecay: -1 }), 'adamw: weightDecay is -1; give a number of 0 or more.'],
    [() => adamw({ lr: -1 }), 'adamw: lr is -1; give a learning rate of 0 or more, such as 0.001.'],
    [() => rmsprop({ lr: Number.NaN }), 'rmsprop: lr is NaN; give a learning rate of 0 or more, such as 0.01.'],
    [() => rmsprop({ lr, alpha: 1 }), 'rmsprop: alpha is 1; give a number in [0, 1), such as 0.99.'],
    [() => rmsprop({ lr, epsilon: 0 }), 'rmsprop: epsilon is 0; give a number above 0, such as 1e-8.'],
    [() => rmsprop({ lr, rho: 1 } as { lr: number }), 'rmsprop: unknown option "rho"; it takes lr, alpha, epsilon'],
    [() => adagrad({ lr, initialAccumulator: -1 }), 'adagrad: initialAccumulator is -1; give a number of 0 or more.'],
    [() => adagrad({ lr, lrDecay: 1 } as { lr: number }), 'adagrad: unknown option "lrDecay"'],
    [
      () => adam({ lr }).update(vector([1]), vector([1]), sgd({ lr, momentum: 0.9 }).init(vector([1]))),
      'adam: the state has no step; give what init or the last update of adam gave.',
    ],
    [
      () => sgd({ lr, momentum: 0.9 }).update(vector([1]), vector([1]), sgd({ lr }).init(vector([1]))),
      'sgd: the state has no velocity;',
    ],
  ])('%#', (make, message) => {
    expect(make).toThrow(DomainError)
    expect(make).toThrow(message)
  })
})
