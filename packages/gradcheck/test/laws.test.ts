import { type Tensor, where, zeros } from '@adjoint/tensor'
import { expect, it } from 'vitest'
import { adjoint } from '../src/adjoint/index.ts'
import { smooth } from '../src/arbitraries/values.ts'
import type { Adapter } from '../src/differentiable.ts'
import { laws } from '../src/laws/index.ts'
import { type NDArray, ndarray } from '../src/ndarray.ts'

it('an op of four operands obeys all laws', () => {
  const call = (a: Tensor, b: Tensor, c: Tensor, d: Tensor): Tensor => a.mul(b).add(c.mul(d))
  const all = laws({ cross: { call, operands: [smooth, smooth, smooth, smooth] } }, adjoint)
  expect(all.length).toBeGreaterThan(8)
  for (const { check } of all) check()
})

it('operands that are no floats have numbers of their dtype', () => {
  const seen = new Set<number>()
  const call = (truth: Tensor, x: Tensor): Tensor => {
    for (const value of truth.toTypedArray()) seen.add(Number(value))
    return where(truth, x, x.mul(2))
  }
  for (const { check } of laws({ choose: { call, operands: [{ dtype: 'bool' }, smooth] } }, adjoint)) check()
  expect(seen).toEqual(new Set([0, 1]))
})

/** The numbers of the laws that an op breaks. */
function broken<T>(call: (x: T) => T, adapter: Adapter<T>): string[] {
  return laws({ op: { call, operands: [smooth] } }, adapter).flatMap(({ law, check }) => {
    try {
      check()
      return []
    } catch {
      return law.slice(0, law.indexOf(':'))
    }
  })
}

it('an op that makes a list of a number breaks law 17', () => {
  expect(broken((x: Tensor) => (x.rank === 0 ? x.sin().reshape([1]) : x.sin()), adjoint)).toEqual(['17'])
})

it('an op whose empty results have another shape breaks law 16', () => {
  const call = (x: Tensor): Tensor => (x.size === 0 ? zeros([7, 0], { dtype: x.dtype }).add(x.sum()) : x.sin())
  expect(broken(call, adjoint)).toEqual(['16'])
})

it('so does one whose tangent alone has', () => {
  const jvp: Adapter<Tensor>['jvp'] = (f, x, dx) => {
    const dy = adjoint.jvp?.(f, x, dx) ?? expect.fail('there is forward mode')
    return dy.size === 0 ? dy.reshape([0, 7]) : dy
  }
  expect(broken((x: Tensor) => x.sin(), { ...adjoint, jvp })).toEqual(['16'])
})

/** Lists that can be changed, doubled by a function that returns new ones. */
const lists: Adapter<NDArray & { readonly data: number[] }> = {
  tensor: (x) => ({ ...x, data: [...x.data] }),
  read: (x) => ndarray([...x.data], x.shape, x.dtype),
  vjp: (_f, _x, g) => [{ ...g, data: g.data.map((v) => 2 * v) }],
}

it('an op that changes an operand breaks law 18, and so does a pullback that changes its cotangent', () => {
  const double = (x: NDArray) => ({ ...x, data: x.data.map((v) => 2 * v) })
  expect(broken(double, lists)).toEqual([])
  const zeroing = (x: NDArray & { readonly data: number[] }) => {
    const y = double(x)
    x.data.fill(0)
    return y
  }
  expect(broken(zeroing, lists)).toEqual(['18'])
  const inPlace: typeof lists = {
    ...lists,
    vjp: (f, x, g) => {
      const gradients = lists.vjp(f, x, g)
      g.data.fill(7)
      return gradients
    },
  }
  expect(broken(double, inPlace)).toEqual(['18'])
})
