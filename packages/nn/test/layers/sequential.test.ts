import { leavesOf, Tape, valueAndGrad } from '@adjoint/autograd'
import { random, ShapeError, type Tensor, zeros } from '@adjoint/tensor'
import { test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { Dense, dense, type LayerLike, relu, Sequential, sequential, sigmoid, tanh } from '../../src/index.ts'
import { batchOf, cases, modelOf, numbersOf } from '../networks.ts'

/** What somebody else writes. */
class Doubled {
  readonly inner: LayerLike

  constructor(inner: LayerLike) {
    this.inner = inner
  }

  forward(x: Tensor): Tensor {
    return this.inner.forward(x).mul(2)
  }
}

describe('sequential', () => {
  test.prop([cases()])('runs its layers one after the other', (given) => {
    const { layers } = modelOf(given)
    const { x } = batchOf(given)
    const expected = layers.reduce<Tensor>((a, layer) => layer.forward(a), x)
    expect(numbersOf(new Sequential(layers).forward(x))).toEqual(numbersOf(expected))
  })

  test.prop([cases({ minLayers: 2 })])('nested is the same as flat', (given) => {
    const { layers } = modelOf(given)
    const { x } = batchOf(given)
    const nested = new Sequential([new Sequential(layers.slice(0, 2)), new Sequential(layers.slice(2))])
    expect(numbersOf(nested.forward(x))).toEqual(numbersOf(new Sequential(layers).forward(x)))
  })

  it('of no layers is the identity', () => {
    const x = zeros([2, 3])
    expect(sequential().forward(x)).toBe(x)
  })

  it('names parameters by their path, and the gradient is a model like it', () => {
    const model = sequential(dense(2, 3, random(0)), relu(), dense(3, 1, random(1)), sigmoid())
    const paths = ['layers.0.weight', 'layers.0.bias', 'layers.2.weight', 'layers.2.bias']
    expect(leavesOf(model).map(({ path }) => path)).toEqual(paths)
    const loss = (m: typeof model, x: Tensor): Tensor => (m.forward(x) as Tensor).sum()
    const [, gradient] = valueAndGrad(loss)(model, zeros([4, 2]))
    expect(gradient).toBeInstanceOf(Sequential)
    expect(gradient.layers[0]).toBeInstanceOf(Dense)
    expect(leavesOf(gradient).map(({ path, tensor }) => [path, tensor.shape])).toEqual(
      leavesOf(model).map(({ path, tensor }) => [path, tensor.shape]),
    )
  })

  it('takes layers of its own kind and of somebody else', () => {
    const inner = dense(2, 2, random(0))
    const model = sequential(new Doubled(inner), tanh())
    const x = random(1).normal([3, 2])
    expect(numbersOf(model.forward(x))).toEqual(numbersOf((inner.forward(x) as Tensor).mul(2).tanh()))
    expect(leavesOf(model).map(({ path }) => path)).toEqual(['layers.0.inner.weight', 'layers.0.inner.bias'])
  })

  it('names the nodes of a tape by layer', () => {
    const tape = new Tape()
    const model = sequential(dense(2, 3, random(0)), sequential(relu(), dense(3, 1, random(0))))
    model.forward(tape.input(zeros([4, 2]), 'x'))
    expect(tape.nodes.map(({ name }) => name)).toEqual([
      'x',
      'layers.0/matmul',
      'layers.0/add',
      'layers.1/layers.0/relu',
      'layers.1/layers.1/matmul',
      'layers.1/layers.1/add',
    ])
    expect(tape.toString()).toContain('layers.1/layers.0/relu')
  })

  it('says in which layer a shape does not fit, for arrays and on a tape', () => {
    const model = new Sequential([dense(2, 25, random(0)), relu(), dense(24, 1, random(0))])
    const message = 'dense(24, 1) takes [..., 24], but gets'
    expect(() => model.forward(zeros([9, 2]))).toThrow(ShapeError)
    expect(() => model.forward(zeros([9, 2]))).toThrow(`in layers.2: ${message} [9, 25]. Make it dense(25, 1)`)
    expect(() => model.forward(new Tape().input(zeros([9, 2]), 'x'))).toThrow(
      `in layers.2: ${message} layers.1/relu [9, 25].`,
    )
  })

  it('leaves no scope open when a layer throws', () => {
    const broken = new Sequential([{ forward: () => expect.fail('broken') }])
    expect(() => broken.forward(zeros([1]))).toThrow('broken')
    expect(() => dense(2, 1, random(0)).forward(zeros([1, 3]) as Tensor)).toThrow(/^dense\(2, 1\)/)
  })
})
