import { grad, jvp, leavesOf, mapLeaves, mapTensors, valueAndGrad, vjp, zipTensors } from '@adjoint/autograd'
import { add, DomainError, mul, ShapeError, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Dense, trees } from './trees.ts'

describe('mapTensors', () => {
  test('with the identity it gives the same tree, not a copy', () => {
    fc.assert(fc.property(trees, (any) => mapTensors(any, (x) => x) === any))
  })

  test('it replaces every tensor and nothing else, and leavesOf finds them in that order', () => {
    fc.assert(
      fc.property(trees, (any) => {
        const before = leavesOf(any)
        const paths: string[] = []
        const mapped = mapTensors(any, (x, path) => {
          paths.push(path)
          return add(x, 100)
        })
        const after = leavesOf(mapped)
        expect(paths).toEqual(before.map(({ path }) => path))
        expect(after.map(({ path }) => path)).toEqual(paths)
        expect(after.map(({ tensor: x }) => x.item())).toEqual(before.map(({ tensor: x }) => x.item() + 100))
        const back = mapTensors(mapped, (x) => tensor(x.item() - 100))
        expect(back).toStrictEqual(any)
      }),
    )
  })

  test('instances keep their class and their other fields', () => {
    const layers = [new Dense(tensor([1, 2]), 'first'), new Dense(tensor([3, 4]), 'second')]
    const doubled = mapTensors(layers, (x) => mul(x, 2))
    expect(doubled.map((layer) => layer instanceof Dense)).toEqual([true, true])
    expect(doubled.map(({ name, weight }) => [name, weight.toArray()])).toEqual([
      ['first', [2, 4]],
      ['second', [6, 8]],
    ])
    expect(doubled[0]?.forward(tensor([1, 1])).toArray()).toEqual([2, 4])
  })

  test('a key called __proto__ stays a key', () => {
    const tree: Record<string, Tensor> = JSON.parse('{"__proto__":null,"a":null}')
    for (const key of Object.keys(tree)) Object.defineProperty(tree, key, { value: tensor(1), enumerable: true })
    const doubled = mapTensors(tree, (x) => add(x, x))
    expect(Object.getPrototypeOf(doubled)).toBe(Object.prototype)
    expect(Object.entries(doubled).map(([key, value]) => [key, value.item()])).toEqual([['__proto__', 2], ['a', 2]]) // biome-ignore format: a table
  })

  test('what holds no tensor is not copied', () => {
    const options = { rate: 0.1, names: ['a'] }
    const model = { weight: tensor(1), options }
    expect(mapTensors(model, (x) => add(x, 1)).options).toBe(options)
  })

  test('paths name fields, indices and keys', () => {
    const model = { layers: [{ weight: tensor(1) }], extra: new Map([['k', tensor(2)]]) }
    expect(leavesOf(model).map(({ path }) => path)).toEqual(['layers.0.weight', 'extra.k'])
    expect(leavesOf(tensor(3)).map(({ path }) => path)).toEqual([''])
  })

  test('a tree that contains itself is an error; a part that stands in two places is not', () => {
    const loop: { self?: unknown; weight: Tensor } = { weight: tensor(1) }
    loop.self = loop
    expect(() => leavesOf(loop)).toThrow(DomainError)
    expect(() => leavesOf(loop)).toThrow(/contains itself at self/)
    const shared = { weight: tensor(1) }
    expect(leavesOf([shared, shared])).toHaveLength(2)
  })
})

describe('mapLeaves', () => {
  test('with the identity it gives the same tree, NaN included', () => {
    fc.assert(fc.property(trees, (any) => mapLeaves(any, (leaf) => leaf) === any))
    const tree = { best: Number.NaN, list: [-0], map: new Map([['k', Number.NaN]]) }
    expect(mapLeaves(tree, (leaf) => leaf)).toBe(tree)
  })

  test('it meets all that has no parts, with its path and the part in which it stands', () => {
    const words = new Uint32Array(2)
    const tree = {
      a: [1, null, Math.sin],
      m: new Map<string, unknown>([
        ['k', 'text'],
        ['w', words],
      ]),
      t: tensor(3),
    }
    const met: unknown[] = []
    mapLeaves(tree, (leaf, path, part) => {
      met.push([path, leaf, part])
      return leaf
    })
    expect(met).toEqual([
      ['a.0', 1, tree.a],
      ['a.1', null, tree.a],
      ['a.2', Math.sin, tree.a],
      ['m.k', 'text', tree.m],
      ['m.w', words, tree.m],
      ['t', tree.t, tree],
    ])
  })

  test('a map keeps its class, too', () => {
    class Layers extends Map<string, Tensor> {
      total(): Tensor {
        return [...this.values()].reduce((a, b) => a.add(b)).sum()
      }
    }
    const layers = new Layers([['a', tensor([1, 2])]]).set('b', tensor([3, 4]))
    const gradients = grad((all: Layers) => all.total())(layers)
    expect(gradients).toBeInstanceOf(Layers)
    expect(gradients.total().item()).toBe(4)
  })

  test('so does an array, whose gaps stay gaps', () => {
    class Layers extends Array<Tensor> {}
    const layers = new Layers(3)
    layers[1] = tensor(1)
    const met: string[] = []
    const copy = mapTensors(layers, (x, path) => {
      met.push(path)
      return x.neg()
    })
    expect(copy).toBeInstanceOf(Layers)
    expect([copy.length, Object.keys(copy), copy[1]?.item(), met]).toEqual([3, ['1'], -1, ['1']])
    expect(mapTensors(layers, (x) => x)).toBe(layers)
  })

  test('what it replaces is in a copy of the same class', () => {
    const layer = new Dense(tensor(1), 'first')
    const copy = mapLeaves({ layer, epoch: 3 }, (leaf) => (leaf === 'first' ? 'second' : leaf === 3 ? 4 : leaf))
    expect([copy.layer.name, copy.layer instanceof Dense, copy.epoch, layer.name]).toEqual(['second', true, 4, 'first'])
  })
})

describe('zipTensors', () => {
  test('pairs what stands at the same place', () => {
    const [a, b] = [
      { x: tensor(1), y: [tensor(2)] },
      { x: tensor(10), y: [tensor(20)] },
    ]
    expect(leavesOf(zipTensors('zip', a, b, (p, q) => add(p, q))).map(({ tensor: x }) => x.item())).toEqual([11, 22])
  })

  test.each([
    ['another place', { x: tensor(1) }, { y: tensor(1) }, /at x, the other at y/],
    ['fewer', [tensor(1), tensor(2)], [tensor(1)], /at 1, the other no more/],
    ['more', [tensor(1)], [tensor(1), tensor(2)], /1 tensors against 2/],
    ['a bare tensor', tensor(1), [tensor(1)], /at its top, the other at 0/],
  ])('%s is an error that says where', (_, a: unknown, b: unknown, message) => {
    expect(() => zipTensors('zip', a, b, (x) => x)).toThrow(ShapeError)
    expect(() => zipTensors('zip', a, b, (x) => x)).toThrow(message)
  })
})

describe('gradients of trees', () => {
  interface Model {
    readonly layers: readonly Dense[]
    readonly bias: ReadonlyMap<string, Tensor>
    readonly steps: Tensor
  }
  const model: Model = {
    layers: [new Dense(tensor([1, 2]), 'first'), new Dense(tensor([3, 4]), 'second')],
    bias: new Map([['b', tensor(5)]]),
    steps: tensor(7, { dtype: 'int32' }),
  }
  const loss = (m: Model, x: Tensor): Tensor => {
    const y = m.layers.reduce((h, layer) => layer.forward(h), x)
    return add(y, m.bias.get('b') ?? 0).sum()
  }

  test('a gradient has the form of the model: classes, maps, names; zeros for integers', () => {
    const g = grad(loss)(model, tensor([10, 100]))
    expect(g.layers[0]).toBeInstanceOf(Dense)
    expect(leavesOf(g).map(({ path, tensor: x }) => [path, x.toArray()])).toEqual([
      ['layers.0.weight', [30, 400]],
      ['layers.1.weight', [10, 200]],
      ['bias.b', 2],
      ['steps', 0],
    ])
    expect(g.steps.dtype).toBe('int32')
    expect(g.layers.map(({ name }) => name)).toEqual(['first', 'second'])
  })

  test('valueAndGrad gives both; jvp takes trees too', () => {
    const [value, g] = valueAndGrad(loss)(model, tensor([10, 100]))
    expect(value.item()).toBe(840)
    const [y, dy] = jvp((m: Model) => loss(m, tensor([10, 100])), [model], [g])
    expect([y.item(), dy.item()]).toEqual([840, 30 ** 2 + 400 ** 2 + 10 ** 2 + 200 ** 2 + 2 ** 2])
  })

  test('vjp of a function that returns a tree takes a cotangent tree', () => {
    const f = (x: Tensor): { double: Tensor; list: Tensor[] } => ({ double: mul(x, 2), list: [x.square(), x] })
    const [y, pullback] = vjp(f, tensor([1, 2]))
    expect(y.list[0]?.toArray()).toEqual([1, 4])
    const [g] = pullback({ double: tensor([1, 10]), list: [tensor([1, 10]), tensor([100, 1000])] })
    expect(g.toArray()).toEqual([104, 1060])
    expect(() => pullback({ double: tensor([1, 10]), list: [] })).toThrow(/at list.0, the other no more/)
  })

  test('a tensor that stands in two places is two leaves', () => {
    const w = tensor(3)
    const [a, b] = grad(([p, q]: readonly [Tensor, Tensor]) => mul(p, mul(q, q)))([w, w])
    expect([a.item(), b.item()]).toEqual([9, 18])
  })
})
