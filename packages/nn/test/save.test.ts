import { leavesOf } from '@adjoint/autograd'
import { FormatError, formatSafetensors, parseSafetensors } from '@adjoint/data'
import { DomainError, ones, random, type Tensor, tensor, zeros } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { trees } from '../../autograd/test/trees.ts'
import { adam, bce, dense, fit, load, relu, Sequential, save, sequential, sigmoid } from '../src/index.ts'

const network = (seed: number): Sequential => {
  const rng = random(seed)
  return sequential(dense(2, 5, rng), relu(), dense(5, 1, rng), sigmoid()) as Sequential
}
const numbers = (tree: unknown): [string, ArrayLike<number>][] =>
  leavesOf(tree).map(({ path, tensor }) => [path, tensor.toTypedArray()])

describe('what is saved is loaded', () => {
  it('any tree, into one of its form', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        const copy = load(tree, save(tree))
        expect(copy).toStrictEqual(tree)
        expect(save(copy)).toEqual(save(tree))
      }),
    )
  })

  it('a model: another one with its parameters; neither is changed', () => {
    const [trained, fresh] = [network(1), network(2)]
    const before = numbers(fresh)
    const loaded = load(fresh, save(trained))
    expect(numbers(loaded)).toEqual(numbers(trained))
    expect(numbers(fresh)).toEqual(before)
    const x = random(3).normal([7, 2])
    expect(loaded.forward(x).toArray()).toEqual(trained.forward(x).toArray())
  })

  it('a checkpoint: model, state of the optimizer, key, epoch, and values beyond JSON', () => {
    const optimizer = adam({ lr: 0.01 })
    const checkpoint = (seed: number, epoch: number, best: number | null) => {
      const model = network(seed)
      const gradient = network(seed + 1)
      const [next, state] = optimizer.update(model, gradient, optimizer.init(model))
      const key = tensor([seed, epoch], { dtype: 'int32' })
      return { model: next, state, key, epoch, best, history: [0.5, Number.NaN, -0], seen: new Map([['a', 12n]]) }
    }
    const [saved, start] = [checkpoint(1, 7, Number.NEGATIVE_INFINITY), checkpoint(5, 0, null)]
    const loaded = load(start, save(saved))
    expect(numbers(loaded)).toEqual(numbers(saved))
    const { epoch, best, history, seen } = loaded
    expect([epoch, best, history, seen]).toEqual([
      7,
      Number.NEGATIVE_INFINITY,
      [0.5, Number.NaN, -0],
      new Map([['a', 12n]]),
    ])
    expect(start.epoch).toBe(0)
  })

  it('and training goes on from there as if nothing had happened', async () => {
    const data = { x: random(3).normal([32, 2]), y: random(4).uniform([32, 1]).greater(0.5).astype('float32') }
    const loss = (m: Sequential, x: Tensor, y: Tensor): Tensor => bce(m.forward(x), y)
    const train = async (model: Sequential): Promise<Sequential> => {
      const options = { loss, optimizer: adam({ lr: 0.1 }), epochs: 3, batchSize: 8, seed: 1, progress: false } as const
      return (await fit(model, data, options)).model
    }
    const half = await train(network(1))
    expect(numbers(await train(load(network(2), save(half))))).toEqual(numbers(await train(half)))
  })

  it('a bare tensor, and every dtype', () => {
    expect(load(tensor(0), save(tensor(3))).item()).toBe(3)
    const all = (value: number): Tensor[] =>
      (['float32', 'float64', 'int32', 'bool'] as const).map((dtype) => tensor([value], { dtype }))
    expect(load(all(0), save(all(1))).map(String)).toEqual(all(1).map(String))
  })
})

class Layer {
  readonly kind: string
  readonly weight: Tensor
  constructor(kind: string, weight: Tensor, fields: object = {}) {
    this.kind = kind
    this.weight = weight
    Object.assign(this, fields)
  }
}

describe('the file', () => {
  it('has the paths as names, so that others can read it', () => {
    const { tensors, metadata } = parseSafetensors(save({ model: network(1), epoch: 3, note: 'a "b"' }))
    expect(Object.keys(tensors)).toEqual([0, 2].flatMap((i) => [`model.layers.${i}.weight`, `model.layers.${i}.bias`]))
    expect(metadata).toMatchObject({
      format: 'adjoint',
      '.epoch': '3',
      '.note': '"a \\"b\\""',
      ':model.layers.1.kind': '"relu"',
    })
  })

  it('of another program gives its tensors; other values stay', () => {
    const file = formatSafetensors({ 'layers.0.weight': tensor([1, 2]) }, { format: 'pt', '.epoch': '9' })
    const loaded = load({ layers: [{ weight: zeros([2]), kind: 'x' }], epoch: 4 }, file)
    expect([loaded.layers[0]?.weight.toArray(), loaded.layers[0]?.kind, loaded.epoch]).toEqual([[1, 2], 'x', 4])
  })
})

describe('what does not fit', () => {
  const message = (model: unknown, bytes: Uint8Array): string => {
    try {
      load(model, bytes)
    } catch (error) {
      expect(error).toBeInstanceOf(DomainError)
      return error instanceof Error ? error.message : ''
    }
    return 'nothing was thrown'
  }

  it('is all named in one error', () => {
    const saved = { model: network(1), epoch: 3, rate: 0.5, note: 'x', gone: ones([2]) }
    const rng = random(1)
    const other = {
      model: new Sequential([dense(2, 4, rng), relu(), dense(5, 1, rng, { dtype: 'float64' }), relu()]), // its layers do not fit each other, either
      epoch: 'three',
      note: 'y',
      extra: zeros([3]),
      step: 0,
    }
    expect(message(other, save(saved)).split('\n')).toEqual([
      'load: the file does not fit the model:',
      '  model.layers.0.weight: f32[2,5] in the file, f32[2,4] in the model',
      '  model.layers.0.bias: f32[5] in the file, f32[4] in the model',
      '  model.layers.2.weight: f32[5,1] in the file, f64[5,1] in the model',
      '  model.layers.2.bias: f32[1] in the file, f64[1] in the model',
      '  model.layers.3.kind: "sigmoid" in the file, "relu" in the model',
      '  epoch: 3 in the file, "three" in the model',
      '  extra: f32[3] in the model, not in the file',
      '  step: 0 in the model, not in the file',
      '  gone: f32[2] in the file, not in the model',
      '  rate: 0.5 in the file, not in the model',
      'Make the model as the one that was saved: the same parts, sizes and dtypes.',
    ])
  })

  it('does not change the model', () => {
    const model = { a: zeros([2]), b: zeros([3]) }
    expect(() => load(model, save({ a: ones([2]), b: ones([4]) }))).toThrow(
      'b: f32[4] in the file, f32[3] in the model',
    )
    expect(model.a.toArray()).toEqual([0, 0])
  })

  it('a tensor where a number was, and the other way round', () => {
    expect(message({ x: 3 }, save({ x: tensor(3) }))).toMatch(
      /x: 3 in the model, not in the file\n {2}x: f32\[\] in the file/,
    )
    expect(message({ x: tensor(3) }, save({ x: 3 }))).toMatch(
      /x: f32\[\] in the model, not in the file\n {2}x: 3 in the file/,
    )
  })

  it('settings of layers come from the file, and may be missing on either side: layers change with versions', () => {
    const old = new Layer('norm', ones([2]), { epsilon: 1e-3, dropped: 4 })
    const loaded = load(new Layer('norm', zeros([2]), { epsilon: 1e-5, added: true }), save(old))
    expect({ ...loaded, weight: loaded.weight.toArray() }).toEqual({
      kind: 'norm',
      weight: [1, 1],
      epsilon: 1e-3,
      added: true,
    })
    expect(loaded).toBeInstanceOf(Layer)
    expect(message(new Layer('relu', zeros([2])), save(old))).toContain('kind: "norm" in the file, "relu" in the model')
  })

  it('a layer without tensors that is missing on either side', () => {
    const rng = random(1)
    const [plain, last] = [sequential(dense(2, 1, rng)), sequential(dense(2, 1, rng), relu())]
    expect(message(last, save(plain))).toContain('  layers.1.kind: "relu" in the model, not in the file')
    expect(message(plain, save(last))).toContain('  layers.1.kind: "relu" in the file, not in the model')
  })

  it('trees that cannot be saved say why', () => {
    expect(() => save({ words: new Uint32Array(4) })).toThrow(
      'save: words is Uint32Array, which is not saved; make it a tensor.',
    )
    expect(() => save({ tags: new Set(['a']) })).toThrow('save: tags is Set, which is not saved')
    expect(() => save({ made: new Date(0) })).toThrow('save: made is Date, which is not saved')
    const hidden = [/a/, new ArrayBuffer(3), new URL('https://a.b'), new Error('a'), new WeakMap()]
    for (const value of hidden)
      expect(() => save({ w: tensor(1), some: [{ value }] })).toThrow(
        `save: some.0.value is ${value.constructor.name}, which is not saved; make it a tensor.`,
      )
    const longest = 10n ** 1000n - 1n // as many digits as load reads
    for (const value of [longest, -longest]) expect(load({ n: 0n }, save({ n: value })).n).toBe(value)
    for (const value of [longest + 1n, -longest - 1n])
      expect(() => save({ n: value })).toThrow('save: n is BigInt, which is not saved')
    expect(() => save({ mark: Symbol('a') })).toThrow('save: mark is Symbol, which is not saved')
    expect(() => save({ a: { b: tensor(1) }, 'a.b': tensor(2) })).toThrow('two places of the tree are called a.b')
    expect(() =>
      save(
        new Map<unknown, unknown>([
          [1, 5],
          ['1', 6],
        ]),
      ),
    ).toThrow(DomainError)
    const loop: { self?: unknown } = {}
    loop.self = loop
    expect(() => save(loop)).toThrow('contains itself')
    expect(load({ f: Math.sin, none: undefined }, save({ f: Math.cos, none: undefined })).f).toBe(Math.sin)
  })

  it('files that are none, or whose metadata are damaged', () => {
    expect(() => load(network(1), new Uint8Array(3))).toThrow(FormatError)
    expect(() => load(network(1), save(network(1)).slice(0, -1))).toThrow(FormatError)
    for (const text of ['', '{}', '[1]', 'hello', '['.repeat(100_000), `${'1'.repeat(2000)}n`, '0x1']) {
      expect(() => load({ epoch: 3 }, formatSafetensors({}, { format: 'adjoint', '.epoch': text }))).toThrow(
        FormatError,
      )
    }
  })
})
