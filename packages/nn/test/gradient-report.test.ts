import { grad } from '@adjoint/autograd'
import { DomainError, ones, random, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { batchNorm, dense, gradientReport, mse, relu, sequential, sgd, sigmoid } from '../src/index.ts'

const rng = random(1)
const [x, y] = [rng.normal([20, 3]) as Tensor, rng.normal([20, 2]) as Tensor]

describe('gradientReport', () => {
  const model = sequential(dense(3, 4, rng), relu(), dense(4, 2, rng))
  const loss = (m: typeof model) => mse(m.forward(x) as Tensor, y)

  test('has the norms of each parameter, and of its gradient and update', () => {
    const gradient = grad(loss)(model)
    const optimizer = sgd({ lr: 0.01 })
    const [next] = optimizer.update(model, gradient, optimizer.init(model))
    const { parameters, findings } = gradientReport(model, gradient, { next })
    expect(parameters.map(({ path }) => path)).toEqual([
      'layers.0.weight',
      'layers.0.bias',
      'layers.2.weight',
      'layers.2.bias',
    ])
    const weight = gradient.layers[0].weight as Tensor
    const [first] = parameters
    expect(first?.gradientNorm).toBeCloseTo(Math.hypot(...weight.toTypedArray()), 5)
    expect(first?.updateRatio).toBeCloseTo((0.01 * (first?.gradientNorm ?? 0)) / (first?.norm ?? 1), 5)
    expect(findings).toEqual([])
  })

  test('counts dead units', () => {
    const [first] = model.layers
    const dead = { ...first, bias: tensor([0, -1e3, 0, -1e3]) }
    const half = Object.assign(Object.create(Object.getPrototypeOf(model)), {
      ...model,
      layers: [Object.assign(Object.create(Object.getPrototypeOf(first)), dead), model.layers[1], model.layers[2]],
    }) as typeof model
    const { findings, parameters } = gradientReport(half, grad(loss)(half))
    expect(parameters[0]).toMatchObject({ deadUnits: 2, units: 4 })
    expect(findings.map(({ kind, path }) => [kind, path])).toEqual([
      ['dead', 'layers.0.weight'],
      ['dead', 'layers.0.bias'],
    ])
    expect(findings[0]?.message).toBe('layers.0.weight: 2 of 4 units have no derivative at all in this batch.')
  })

  test('the units of a kernel are its output channels', () => {
    const kernel = rng.normal([3, 2, 5, 5]) as Tensor
    const gradient = rng.normal([3, 2, 5, 5]).mul(tensor([[[[1]]], [[[0]]], [[[1]]]])) as Tensor
    expect(gradientReport(kernel, gradient).parameters).toMatchObject([{ deadUnits: 1, units: 3 }])
    const row = rng.normal([3, 2, 5]).mul(tensor([0, 1, 1, 1, 1])) as Tensor // of a Conv1d: no unit is dead
    expect(gradientReport(row, row).parameters).toMatchObject([{ deadUnits: 0, units: 3 }])
  })

  test('a bare tensor has no path, and one of no numbers no dead units', () => {
    const [bare] = gradientReport(tensor([3]) as Tensor, tensor([0])).findings
    expect(bare).toMatchObject({
      path: '',
      message: 'the tensor: 1 of 1 units have no derivative at all in this batch.',
    })
    expect(gradientReport(zeros([0, 3]) as Tensor, zeros([0, 3]))).toMatchObject({
      parameters: [{ deadUnits: 0, units: 3 }],
      findings: [],
    })
  })

  test('points out gradients that vanish on their way through many sigmoids', () => {
    const block = () => [dense(4, 4, rng), sigmoid()]
    const deep = sequential(...Array.from({ length: 12 }, block).flat(), dense(4, 2, rng))
    const input = rng.normal([20, 4]) as Tensor
    const { findings } = gradientReport(deep, grad((m: typeof deep) => mse(m.forward(input) as Tensor, y))(deep))
    expect(findings.map(({ kind }) => kind)).toContain('vanishing')
    expect(findings.find(({ kind }) => kind === 'vanishing')?.path).toBe('layers.0.weight')
  })

  test('points out what is not finite, large or small', () => {
    const tree = { a: tensor([1, 2]) as Tensor, b: tensor([1]) as Tensor }
    const kinds = (gradient: typeof tree, next?: typeof tree) =>
      gradientReport(tree, gradient, next === undefined ? {} : { next }).findings.map(
        ({ kind, path }) => `${path} ${kind}`,
      )
    expect(kinds({ a: tensor([1, Number.NaN]), b: tensor([1]) })).toEqual(['a notFinite'])
    const one = { a: tensor([1, 1]) as Tensor, b: tensor([1]) as Tensor }
    expect(kinds(one, { a: tensor([1, 2]), b: tensor([Number.NaN]) })).toEqual(['b notFinite'])
    expect(gradientReport(tensor([Number.NaN, 1]), tensor([1, 1])).findings).toMatchObject([{ kind: 'notFinite' }])
    expect(kinds(one, { a: tensor([2, 2]), b: tensor([1 + 2 ** -23]) })).toEqual(['a largeUpdate'])
    expect(kinds(one, { a: tensor([1, 2]), b: tensor([1 - 2 ** -24]) })).toEqual(['b smallUpdate'])
    expect(kinds({ a: tensor([1, 1]), b: tensor([1e-6]) })).toEqual(['b vanishing'])
    const three = { a: zeros([1]) as Tensor, b: zeros([1]) as Tensor, c: zeros([1]) as Tensor }
    const exploding = { a: tensor([1]) as Tensor, b: tensor([1]) as Tensor, c: tensor([1e6]) as Tensor }
    expect(gradientReport(three, exploding).findings.map(({ kind, path }) => `${path} ${kind}`)).toEqual([
      'a vanishing',
      'b vanishing',
      'c exploding',
    ])
  })

  test('names mistakes', () => {
    const wrong: readonly unknown[] = [{ a: zeros([1]) }, { b: zeros([1]) }]
    expect(() => Reflect.apply(gradientReport, undefined, wrong)).toThrow(ShapeError)
    const broadcast = (): unknown => gradientReport({ a: ones([2]) as Tensor }, { a: ones([1]) as Tensor })
    expect(broadcast).toThrow('gradientReport: the gradient of [2] is [1]; give one of the same shape.')
    const [model, next] = [{ a: ones([2]) as Tensor }, { a: ones([1]) as Tensor }]
    expect(() => gradientReport(model, model, { next })).toThrow(ShapeError)
    expect(() => gradientReport(model, model, { next })).toThrow('after the update, a is [1], but was [2].')
    expect(() => Reflect.apply(gradientReport, undefined, [zeros([1]), zeros([1]), { last: 1 }])).toThrow(DomainError)
  })
})

test('running statistics are no parameters', () => {
  const model = sequential(batchNorm(2), dense(2, 1, random(1)))
  const loss = (m: typeof model): Tensor => m.forward(tensor([[1, 2], [3, 5]])).square().mean() // biome-ignore format: a table
  const { parameters, findings } = gradientReport(model, grad(loss)(model))
  expect(parameters.map(({ path }) => path)).toEqual([
    'layers.0.scale',
    'layers.0.shift',
    'layers.1.weight',
    'layers.1.bias',
  ])
  expect(findings).toEqual([])
})
