import { checkpoint, customVjp, defineOp, fixedPoint } from '@adjoint/autograd'
import { random, type Tensor, TraceError, tensor, unary } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { compile } from '../src/index.ts'

const x = tensor([1, 2])

/** A function that does something else each time. */
function alternating(...fs: ((a: Tensor) => unknown)[]): (a: Tensor) => unknown {
  let calls = 0
  return (a) => fs[calls++ % fs.length]?.(a)
}

const times = (n: number) => unary('times', (m, a) => m.mul(a, m.constant(n)))
const custom = (n: number) =>
  customVjp(
    (a: Tensor) => a.mul(n),
    (a: Tensor): [Tensor, (g: Tensor) => [Tensor]] => [a.mul(n), (g) => [g]],
  )

const op = defineOp<1, unknown>({
  name: 'op',
  arity: 1,
  shape: ([a]) => a.shape,
  kernel: ([a], out) => out.data.set(a.data),
  rule: { transpose: (g: Tensor) => [g] },
})

class Unit {
  readonly factor: number
  constructor(factor: number) {
    this.factor = factor
  }
}

class Secret {
  readonly #at = 1
  get at(): number {
    return this.#at
  }
}

describe('a function that does something else when it is run again is an error', () => {
  const rng = random(1)
  const solver = fixedPoint((y: Tensor, a: Tensor, n: number): Tensor => y.div(2).add(a.mul(n)))
  it.each<[string, (a: Tensor) => unknown, string]>([
    ['random numbers', (a) => a.mul(rng.normal([2])), 'mul|constant'],
    ['another op', alternating((a) => a.exp(), (a) => a.neg()), 'exp'], // biome-ignore format: one line
    ['another attribute', alternating((a) => a.slice([0, 1]), (a) => a.slice([1, 2])), 'slice'], // biome-ignore format: one line
    ['another number for a solver', alternating((a) => solver(a, a, 1), (a) => solver(a, a, 2)), 'fixedPoint'], // biome-ignore format: one line
    ['an attribute that JSON does not write', alternating((a) => op(a, [-0]), (a) => op(a, [0])), 'op'], // biome-ignore format: one line
    ['another map', alternating((a) => op(a, new Map([[1, 2]])), (a) => op(a, new Map([[1, 3]]))), 'op'], // biome-ignore format: one line
    ['another set', alternating((a) => op(a, new Set([1])), (a) => op(a, new Set([2]))), 'op'], // biome-ignore format: one line
    ['a larger set', alternating((a) => op(a, new Set()), (a) => op(a, new Set([2]))), 'op'], // biome-ignore format: one line
    ['another date', alternating((a) => op(a, new Date(1)), (a) => op(a, new Date(2))), 'op'], // biome-ignore format: one line
    ['another tensor', alternating((a) => op(a, { by: tensor(1) }), (a) => op(a, { by: tensor(2) })), 'op'], // biome-ignore format: one line
    ['another field', alternating((a) => op(a, new Unit(1)), (a) => op(a, new Unit(2))), 'op'], // biome-ignore format: one line
    ['another class', alternating((a) => op(a, new Unit(1)), (a) => op(a, { factor: 1 })), 'op'], // biome-ignore format: one line
    ['what private fields may hold', (a) => op(a, new Secret()), 'op'],
    ['another key of a map', alternating((a) => op(a, new Map([[{ k: 1 }, 1]])), (a) => op(a, new Map([[{ k: 2 }, 1]]))), 'op'], // biome-ignore format: one line
    ['another constant of a checkpoint', alternating((a) => checkpoint((b: Tensor) => b.mul(tensor(2)))(a), (a) => checkpoint((b: Tensor) => b.mul(tensor(3)))(a)), 'checkpoint/constant'], // biome-ignore format: one line
    ['another number in a formula', alternating((a) => times(0)(a), (a) => times(-0)(a)), 'times'], // biome-ignore format: one line
    ['another function of its own derivative', alternating((a) => custom(2)(a), (a) => custom(3)(a)), 'customVjp/constant'], // biome-ignore format: one line
    ['other operands', alternating((a) => a.exp().sub(a), (a) => a.sub(a.exp())), 'exp|sub'], // biome-ignore format: one line
    ['another dtype', alternating((a) => a.astype('int32'), (a) => a.astype('float64')), 'astype'], // biome-ignore format: one line
    ['another constant', alternating((a) => a.mul(tensor(0)), (a) => a.mul(tensor(-0))), 'mul|constant'], // biome-ignore format: one line
    ['more ops', alternating((a) => a.exp(), (a) => [a.exp(), a.neg()]), 'its end'], // biome-ignore format: one line
    ['fewer ops', alternating((a) => [a.exp(), a.neg()], (a) => a.exp()), 'neg'], // biome-ignore format: one line
    ['another result', alternating((a) => [a.exp(), a.neg()][0], (a) => [a.exp(), a.neg()][1]), 'its end'], // biome-ignore format: one line
  ])('%s', (_name, f, where) => {
    const call = (): unknown => compile(f)(x)
    expect(call).toThrow(TraceError)
    expect(call).toThrow(new RegExp(`first at (${where}): random numbers, or a counter`))
  })
})

it('equal constants that are made anew are the same', () => {
  const f = compile((a: Tensor) => a.mul(tensor([2, Number.NaN])).add(tensor([1, 2]).slice([null, null, -1])))
  expect(f(x).toArray()).toEqual([4, Number.NaN])
})

it('ops that are made anew are the same', () => {
  const f = compile((a: Tensor) => custom(3)(times(2)(a)))
  expect(f(x).toArray()).toEqual([6, 12])
})

it('attributes that are made anew are the same', () => {
  const f = compile((a: Tensor) => {
    const y = checkpoint((b: Tensor) => b.mul(tensor([2, Number.NaN])))(
      op(a, {
        n: 1n,
        map: new Map([[1, tensor(2)]]),
        set: new Set([1]),
        date: new Date(0),
        unit: new Unit(2),
        none: {},
      }),
    )
    return op(y, () => Number.NaN)
  })
  expect(f(x).toArray()).toEqual([2, Number.NaN])
})
