import { matmul, type Tensor, tensor, where } from '@adjoint/tensor'
import { fc } from '@fast-check/vitest'
import { describe, expect, test } from 'vitest'
import { cast } from '../../src/passes/cast.ts'
import { filled } from '../arbitraries.ts'
import { expectSameValues, graphFor } from './values.ts'

const single = tensor([1, 2, 3])
const double = tensor([1, 2, 3], { dtype: 'float64' })
const integers = tensor([1, 2, 3], { dtype: 'int32' })

/** How many casts are put in. */
function castsOf(f: (x: Tensor, y: Tensor) => unknown, x: Tensor, y: Tensor): number {
  const count = (nodes: readonly { op: { name: string } | null }[]) => nodes.filter(({ op }) => op?.name === 'astype').length // biome-ignore format: one line
  const graph = graphFor((a, b) => f(a, b), x, y)
  return count(cast(graph).nodes) - count(graph.nodes)
}

describe('an operand of another dtype is cast before its op', () => {
  test('where that is exact', () => {
    expect(castsOf((x, y) => x.mul(y), single, double)).toBe(1)
    expect(castsOf((x, y) => x.less(y), single, double)).toBe(1)
    expect(castsOf((x, y) => where(x.greater(1), y, 0), single, double)).toBe(1) // the truth
    expect(castsOf((x, y) => x.less(y.greater(1)), single, double)).toBe(1) // the truth
    expect(castsOf((_, y) => y.greater(1).sqrt(), single, double)).toBe(1) // to float32
    expect(castsOf((x, y) => x.mul(y.greater(1)), single, single)).toBe(0) // a truth of the same loop
  })

  test('and nowhere else', () => {
    expect(castsOf((x, y) => x.mul(y), integers, double)).toBe(0)
    expect(castsOf((x, y) => where(x.greater(1), y, double), single, integers)).toBe(0) // it runs eagerly anyway
    expect(castsOf((x, y) => x.greater(1).equal(y.greater(1)), single, double)).toBe(0)
    expect(castsOf((x, y) => matmul(x, y), filled([2, 3], 'float32'), filled([3, 2], 'float64'))).toBe(0)
    expect(castsOf((x, y) => x.add(y), integers, integers)).toBe(0)
    expect(castsOf((x, y) => x.add(y), double, double)).toBe(0)
    expect(castsOf((x, y) => x.add(y.sum()), double, double)).toBe(0)
  })

  test('a constant changes its dtype where it holds the same number', () => {
    const dtypeOf = (value: number, operand = single) => {
      const graph = cast(graphFor((x) => x.add(tensor(value, { dtype: 'int32' })), operand))
      return graph.outputs[0]?.inputs[1]?.dtype
    }
    expect([dtypeOf(3), dtypeOf(2 ** 24), dtypeOf(2 ** 24 + 1)]).toEqual(['float32', 'float32', 'int32'])
    expect(dtypeOf(2 ** 24 + 1, double)).toBe('float64')
    const graph = graphFor((x) => x.add(tensor(2 ** 24 + 1, { dtype: 'int32' })), single)
    expectSameValues(graph, cast(graph), [single])
  })
})

test('values stay the same to the bit', () => {
  const programs: readonly ((x: Tensor, y: Tensor, z: Tensor) => Tensor)[] = [
    (x, y) => x.mul(y).add(x),
    (x, y) => where(x.less(y), x, y),
    (x, y, z) => y.mul(x.greater(0)).add(z),
    (x, y, z) => where(x, y, z),
    (x, y, z) => x.equal(z).astype('float64').mul(y).add(z.mul(0.1)),
    (x, y) => x.mul(0.1).less(y.mul(0.1)).mul(y),
  ]
  fc.assert(
    fc.property(fc.nat(1e6), fc.constantFrom(...programs), (seed, f) => {
      const x = filled([3, 4], 'float32', seed, 'special')
      const y = filled([3, 4], 'float64', seed + 1, 'special')
      const z = filled([4], 'float32', seed + 2, 'ties').astype('int32')
      const graph = graphFor((a, b, c) => f(a, b, c), x, y, z)
      expectSameValues(graph, cast(graph), [x, y, z])
    }),
  )
})
