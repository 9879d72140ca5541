// A derivative by a float64 must not lose digits because another operand came in a lower dtype.
import { grad, jvp } from '@adjoint/autograd'
import { apply, type DType, type Op, ops, type Tensor, tensor, where } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { descriptorOf, names } from './catalogue.ts'

const binary = names
  .filter((name) => ops[name].op !== null)
  .map(descriptorOf)
  .filter(({ family, arity }) => family === 'elementwise' && arity === 2)

const float64 = (...values: number[]): Tensor => tensor(values, { dtype: 'float64' })
const [whole, between, tangent] = [float64(3, 7, 2), float64(0.3, 1.7, 2.9), float64(1, 0.1, -2)]

describe.each(binary.map((op) => [op.name, op] as const))('%s', (_, op: Op) => {
  test.each<DType>(['int32', 'float32'])('an operand in %s, which is exact there, changes no bit', (dtype) => {
    for (const place of [0, 1]) {
      const f = (other: Tensor) => (x: Tensor) => apply(op, place === 0 ? [x, other] : [other, x], null)
      const all = (other: Tensor): unknown[] => {
        const scalar = (x: Tensor): Tensor => f(other)(x).astype('float64').mul(tangent).sum()
        const slopes = (x: Tensor): Tensor => grad(scalar)(x).mul(tangent).sum()
        const along = jvp((x: Tensor) => f(other)(x).astype('float64'), [between], [tangent])[1]
        return [grad(scalar)(between), grad(slopes)(between), along].map((x) => x.toArray())
      }
      expect(all(whole.astype(dtype))).toEqual(all(whole))
    }
  })
})

test('elements that tie share the second derivative to the last digits', () => {
  const ties = float64(-1.196, -1.196, -1.196)
  const slopes = (x: Tensor): Tensor => grad((z: Tensor) => z.max().tanh())(x).sum()
  const y = Math.tanh(-1.196)
  for (const second of grad(slopes)(ties).toTypedArray()) expect(second).toBeCloseTo((-2 * y * (1 - y * y)) / 3, 14)
})

test('a condition in float64 chooses the same branch in the derivative, though float32 would round it to 0', () => {
  const condition = float64(1e-60, 0, 1)
  const [x, dx] = [tensor([1, 2, 3]), tensor([4, 5, 6])]
  const f = (z: Tensor): Tensor => where(condition, z, z.mul(10))
  expect(f(x).toArray()).toEqual([1, 20, 3])
  expect(grad((z: Tensor) => f(z).sum())(x).toArray()).toEqual([1, 10, 1])
  expect(jvp(f, [x], [dx])[1].toArray()).toEqual([4, 50, 6])
  expect(grad((z: Tensor) => grad((w: Tensor) => f(w.square()).sum())(z).sum())(x).toArray()).toEqual([2, 20, 2])
})
