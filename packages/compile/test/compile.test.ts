import { grad, jvp, mapTensors, valueAndGrad, vjp } from '@adjoint/autograd'
import {
  concat,
  DomainError,
  full,
  inv,
  matmul,
  random,
  relu,
  scope,
  type Tensor,
  TraceError,
  tensor,
  where,
  zeros,
} from '@adjoint/tensor'
import { withInstructionSet } from '@adjoint/tensor/backend'
import { describe, expect, it, test, vi } from 'vitest'
import { compile } from '../src/index.ts'
import { expectAgreement, expectSameNumbers } from './agreement.ts'
import { filled } from './arbitraries.ts'
import { instructionSets } from './instruction-sets.ts'

class Dense {
  readonly weight: Tensor
  readonly bias: Tensor
  readonly name: string
  constructor(weight: Tensor, bias: Tensor, name: string) {
    this.weight = weight
    this.bias = bias
    this.name = name
  }
  forward(x: Tensor): Tensor {
    return matmul(x, this.weight).add(this.bias)
  }
}

const x = tensor([1, 2, 3])

describe.each(instructionSets)('compile with %s', (set) => {
  const inSet = (name: string, body: () => void): void => it(name, () => withInstructionSet(set, body))

  inSet('gives what the function gives', () => {
    const f = compile((a: Tensor, b: Tensor) => a.mul(b).sum())
    expect(f(x, tensor([4, 5, 6])).item()).toBe(32)
    expect(f(tensor([0, 0, 1]), tensor([4, 5, 6])).item()).toBe(6)
  })

  inSet('says in which layer an op fails', () => {
    const whitened = (a: Tensor): Tensor => scope('encoder', () => scope('whiten', () => inv(a)))
    for (const f of [whitened, compile(whitened)]) {
      expect(() => f(zeros([2, 2]))).toThrow('in encoder/whiten: inv: the matrix [2, 2] is singular')
    }
  })

  inSet('runs the function twice for each new signature, and no more', () => {
    const f = vi.fn((a: Tensor, factor: number) => a.mul(factor))
    const compiled = compile(f)
    for (let k = 0; k < 3; k++) expect(compiled(x.add(k), 2).toArray()).toEqual([2, 4, 6].map((y) => y + 2 * k))
    expect(f).toHaveBeenCalledTimes(2) // the second time to see that it does the same
    expect(compiled(tensor([1, 2]), 2).toArray()).toEqual([2, 4])
    expect(compiled(x, 3).toArray()).toEqual([3, 6, 9])
    expect(compiled(x.astype('float64'), 2).dtype).toBe('float64')
    expect(compiled(tensor([[1]]), 2).toArray()).toEqual([[2]])
    expect(f).toHaveBeenCalledTimes(10)
    expect(compiled(x, 2).toArray()).toEqual([2, 4, 6])
    expect(f).toHaveBeenCalledTimes(10)
  })

  inSet('takes and gives trees, whose objects keep their class', () => {
    const step = compile((model: { layers: Dense[]; scale: Map<string, Tensor> }, input: Tensor) => {
      const y = model.layers.reduce((h, layer) => relu(layer.forward(h)), input)
      return { model: mapTensors(model, (w) => w.mul(2)), out: [y, new Map([['s', y.sum()]])] as const, note: 'done' }
    })
    const layer = (name: string): Dense => new Dense(full([3, 3], 0.5), full([3], 1), name)
    const model = { layers: [layer('first'), layer('second')], scale: new Map([['k', tensor(3)]]) }
    const { model: doubled, out, note } = step(model, x.reshape([1, 3]))
    expect(doubled.layers.map((one) => [one instanceof Dense, one.name])).toEqual([
      [true, 'first'],
      [true, 'second'],
    ])
    expect(doubled.layers[1]?.forward(zeros([1, 3])).toArray()).toEqual([[2, 2, 2]])
    expect(doubled.scale.get('k')?.item()).toBe(6)
    expect([out[0].toArray(), out[1].get('s')?.item(), note]).toEqual([[[7, 7, 7]], 21, 'done'])
    expect(model.layers[0]?.bias.toArray()).toEqual([1, 1, 1])
  })

  inSet('takes what stands outside for a constant', () => {
    const weight = tensor([1, 10, 100])
    const f = compile((a: Tensor) => a.mul(weight))
    expect([f(x).toArray(), f(x.add(1)).toArray()]).toEqual([
      [1, 20, 300],
      [2, 30, 400],
    ])
  })

  inSet('gives arguments, constants and views, one output twice, and nothing', () => {
    const constant = tensor([[1, 2]])
    const f = compile((a: Tensor, b: Tensor) => {
      const y = a.exp()
      return {
        a,
        constant,
        turned: b.transpose(),
        slice: b.slice(0, [null, null, -1]),
        y,
        again: y,
        seven: full([2], 7),
      }
    })
    const b = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    for (let k = 0; k < 2; k++) {
      const { a, constant, turned, slice, y, again, seven } = f(tensor([k]), b)
      expect(a.toArray()).toEqual([k])
      expect(constant.toArray()).toEqual([[1, 2]])
      expect(turned.toArray()).toEqual([
        [1, 4],
        [2, 5],
        [3, 6],
      ])
      expect(slice.toArray()).toEqual([3, 2, 1])
      expect(y.toArray()).toEqual(again.toArray())
      expect(seven.toArray()).toEqual([7, 7])
    }
    expect(compile(() => ({ nothing: null, n: 3 }))()).toEqual({ nothing: null, n: 3 })
    expect(compile(() => tensor([1, 2]))().toArray()).toEqual([1, 2])
  })

  inSet('results stay what they were when the program runs again', () => {
    const f = compile((a: Tensor) => [a.mul(2), a.sum(), a, a.reshape([3, 1])])
    const first = f(x)
    f(x.mul(100))
    expect(first.map((y) => y.toArray())).toEqual([[2, 4, 6], 6, [1, 2, 3], [[1], [2], [3]]])
  })

  inSet('an argument may stand in two places, be a view, or be unused', () => {
    const f = compile((a: Tensor, _b: Tensor, c: Tensor) => a.sub(c.mul(2)))
    expect(f(x, x, x).toArray()).toEqual([-1, -2, -3])
    expect(f(x, zeros([5]), x.slice([null, null, -1])).toArray()).toEqual([-5, -2, 1])
    expect(f(full([3], 1).broadcastTo([3]), x, full([3], 2)).toArray()).toEqual([-3, -3, -3])
  })

  inSet('takes empty, 0-d, bool and int32 tensors', () => {
    const programs: readonly ((...x: Tensor[]) => unknown)[] = [
      (a) => [a.add(1), a.sum(), a.sum({ axis: 0 }), a.transpose(), a.mean({ axis: 1, keepDims: true })],
      (a, b) => [matmul(a, b), matmul(b, a), concat([a, a])],
    ]
    const empty = [zeros([0, 3]), zeros([3, 0])]
    for (const f of programs) expectSameNumbers(f, empty)
    expectSameNumbers((a) => [a.mul(2).exp().sub(1), a.sum(), a.reshape([1, 1, 1]), a.broadcastTo([2, 3])], [tensor(0)])
    const integers = [tensor([1, -2, 2 ** 31 - 1], { dtype: 'int32' }), tensor([3, 0, 7], { dtype: 'int32' })]
    expectSameNumbers((a, b) => [a.add(b), a.mul(b), a.less(b), a.div(2), a.sum(), a.max(), where(b, a, 1)], integers)
    expectSameNumbers((a, b) => [a.astype('float32').mul(b), a.mul(0.5), a.add(x), a.astype('bool')], integers)
    const truths = [tensor([true, false, true]), tensor([true, true, false])]
    expectSameNumbers((a, b) => [a.mul(b), a.add(b), a.equal(b), a.sum(), a.max(), a.mul(2), where(a, b, a)], truths)
    expectSameNumbers((a, b) => [a.mul(x), b.less(x), where(a.equal(b), x, 0), a.astype('float64')], truths)
  })

  inSet('may have derivatives inside, or stand inside one', () => {
    const f = (a: Tensor): Tensor => a.square().mul(a).sum()
    const compiled = compile(f)
    expect(compile(grad(f))(x).toArray()).toEqual([3, 12, 27])
    expect(grad(compiled)(x).toArray()).toEqual([3, 12, 27])
    expect(compile(grad(compiled))(x).toArray()).toEqual([3, 12, 27])
    expect(compile(grad((a: Tensor) => grad(f)(a).sum()))(x).toArray()).toEqual([6, 12, 18])
    expect(compile((a: Tensor) => valueAndGrad(compiled)(a))(x).map((y) => y.toArray())).toEqual([36, [3, 12, 27]])
    expect(jvp(compiled, [x], [tensor([1, 0, 0])]).map((y) => y.item())).toEqual([36, 3])
    expect(vjp(compiled, x)[1](tensor(2))[0].toArray()).toEqual([6, 24, 54])
    expect(compile((a: Tensor) => jvp(f, [a], [a])[1])(x).item()).toBe(108)
  })

  inSet('may be called by another compiled function', () => {
    const inner = vi.fn((a: Tensor) => a.mul(2))
    const compiled = compile(inner)
    const outer = compile((a: Tensor) => compiled(a).add(compiled(a.neg())))
    expect(outer(x).toArray()).toEqual([0, 0, 0])
    expect(inner).toHaveBeenCalledTimes(4)
    expect(() => compiled.explain()).toThrow(TraceError) // the inner one has no program
  })
})

describe('errors', () => {
  it.each<[string, (a: Tensor) => unknown, RegExp]>([
    ['item()', (a) => a.mul(a.sum().item()), /has no numbers/],
    ['toArray()', (a) => a.mul(2).toArray(), /has no numbers/],
    ['a branch', (a) => (a.sum().item() > 0 ? a : a.neg()), /where\(\)/],
  ])('reading a recorded value with %s', (_name, f, message) => {
    expect(() => compile(f)(x)).toThrow(TraceError)
    expect(() => compile(f)(x)).toThrow(message)
  })

  it('a value that another transform traces comes from outside', () => {
    const f = (w: Tensor): Tensor => compile((a: Tensor) => a.mul(w))(x).sum()
    expect(() => grad(f)(x)).toThrow(TraceError)
    expect(() => grad(f)(x)).toThrow(/Give it to the compiled function as an argument/)
    expect(() => compile(f)(x)).toThrow(TraceError)
    const given = (w: Tensor): Tensor => compile((a: Tensor, b: Tensor) => a.mul(b))(x, w).sum()
    expect(grad(given)(x).toArray()).toEqual([1, 2, 3])
  })

  it('the function is async, even if it fails later', async () => {
    const f = compile(async (x: Tensor) => x.mul(2).item())
    expect(() => f(tensor([1]))).toThrow(/^compile: the function is async/)
    await new Promise((resolve) => setTimeout(resolve)) // a rejection that nobody handles would fail the test
  })

  it.skipIf(instructionSets[0] === 'none')('values that take more than a memory of WebAssembly', () => {
    const f = compile((x: Tensor) => x.mul(2))
    expect(() => f(tensor([1]).broadcastTo([40_000, 40_000]))).toThrow(/^compile: .* take 12\.8 GB, more than the 4 GB/)
  })

  it('options that there are not, and threads that are no count', () => {
    // @ts-expect-error
    expect(() => compile((a: Tensor) => a, { donated: [0] })).toThrow(/donated/)
    expect(() => compile((a: Tensor) => a, { threads: 0 })).toThrow(DomainError)
    expect(() => compile(undefined as never)).toThrow('compile: f is undefined; give a function of tensors.')
    for (const donate of [[0, 0], 0, 0n]) {
      expect(() => compile((a: Tensor) => a, { donate: donate as number[] })).toThrow(
        new DomainError(`compile: donate is ${donate}; give a list of arguments, each once: [0, 1].`),
      )
    }
    for (const [threads, shown] of [
      [1.5, '1.5'],
      [NaN, 'NaN'],
      ['2', '"2"'],
      [2n, '2'],
    ]) {
      // biome-ignore format: one line
      expect(() => compile((a: Tensor) => a, { threads: threads as number })).toThrow(
        new DomainError(`compile: threads is ${shown}; give an integer of 1 or more.`),
      )
    }
    expect(() => compile((a: Tensor) => a, { checkFinite: 'no' as never })).toThrow(
      new DomainError('compile: checkFinite is "no"; give true or false.'),
    )
  })

  it('what the function throws comes out, and the next call tries again', () => {
    let broken = true
    const f = compile((a: Tensor) => {
      if (broken) throw new Error('stopped')
      return a.mul(2)
    })
    expect(() => f(x)).toThrow('stopped')
    broken = false
    expect(f(x).toArray()).toEqual([2, 4, 6])
  })
})

it('another instruction set has another program', () => {
  const f = vi.fn((a: Tensor) => a.exp().sum({ axis: 0 }))
  const compiled = compile(f)
  const a = filled([40, 5], 'float32')
  for (const set of [...instructionSets, ...instructionSets]) {
    withInstructionSet(set, () =>
      expectAgreement((b) => b.exp().sum({ axis: 0 }), [a], compiled as (a: Tensor) => Tensor),
    )
  }
  expect(f).toHaveBeenCalledTimes(2 * instructionSets.length) // each program is recorded twice
})

test('random numbers of a generator with a seed are constants', () => {
  const f = (a: Tensor): Tensor => a.mul(random(3).normal([3]))
  expectSameNumbers(f as (...x: Tensor[]) => Tensor, [x])
})
