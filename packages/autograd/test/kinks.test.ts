// The conventions of docs/explanation/kinks.md, pinned.
import { grad, jvp } from '@adjoint/autograd'
import {
  abs,
  clip,
  div,
  exp,
  log,
  maximum,
  minimum,
  mul,
  pow,
  relu,
  sqrt,
  square,
  type Tensor,
  tensor,
  where,
} from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'

const inf = Number.POSITIVE_INFINITY
const number = (value: number): Tensor => tensor(value, { dtype: 'float64' })
const forward = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [number(1)])[1]

/** The first and the second derivative at a number; both modes must give the same. */
function derivatives(f: (x: Tensor) => Tensor, at: number): number[] {
  const x = number(at)
  const reverse = [grad(f)(x), grad((z: Tensor) => grad(f)(z))(x)].map((g) => g.item() + 0)
  const other = [forward(f)(x), forward(forward(f))(x)].map((g) => g.item() + 0)
  const mixed = [grad(f)(x), grad(forward(f))(x)].map((g) => g.item() + 0)
  expect(other).toEqual(reverse)
  expect(mixed).toEqual(reverse)
  return reverse
}

/** The gradient by each of two operands. */
const both = (f: (a: Tensor, b: Tensor) => Tensor, a: number, b: number): number[] =>
  grad(f, { argnums: [0, 1] })(number(a), number(b)).map((g) => g.item())

describe('kinks and ties', () => {
  test('relu, abs and sign have derivative 0 at 0', () => {
    expect(derivatives(relu, 0)).toEqual([0, 0])
    expect(derivatives(abs, 0)).toEqual([0, 0])
    expect(derivatives((x) => x.sign(), 0)).toEqual([0, 0])
    expect(derivatives((x) => relu(x).square(), 0)).toEqual([0, 0])
    expect(derivatives((x) => relu(x).square(), 1.5)).toEqual([3, 2])
    expect(derivatives(relu, -0)).toEqual([0, 0])
  })

  test('9: maximum and minimum share the derivative of a tie equally', () => {
    expect(both(maximum, 2, 2)).toEqual([0.5, 0.5])
    expect(both(minimum, 2, 2)).toEqual([0.5, 0.5])
    expect(both(maximum, 3, 2)).toEqual([1, 0])
    expect(both(minimum, 3, 2)).toEqual([0, 1])
    expect(both(maximum, inf, inf)).toEqual([0.5, 0.5])
    expect(derivatives((x) => maximum(x, x), 2)).toEqual([1, 0])
  })

  test('9: max shares the derivative of a tie equally, along each axis, in both modes', () => {
    const x = tensor([[2, 2, 1], [0, 5, 5], [7, 7, 7]], { dtype: 'float64' }) // biome-ignore format: a table
    const f = (z: Tensor): Tensor => z.max({ axis: 1 })
    const rows = [[0.5, 0.5, 0], [0, 0.5, 0.5], [1 / 3, 1 / 3, 1 / 3]] // biome-ignore format: a table
    expect(grad((z: Tensor) => f(z).sum())(x).toArray()).toEqual(rows)
    const [, dy] = jvp(f, [x as Tensor], [tensor([[1, 3, 100], [100, 1, 3], [1, 2, 6]]) as Tensor]) // biome-ignore format: a table
    expect(dy.toArray()).toEqual([2, 2, 3])
  })

  test('clip: 1 inside, 0 outside, half each where x meets a bound', () => {
    const f = (x: Tensor): Tensor => clip(x, 0, 1)
    expect([-1, 0, 0.5, 1, 2].map((at) => derivatives(f, at))).toEqual([
      [0, 0],
      [0.5, 0],
      [1, 0],
      [0.5, 0],
      [0, 0],
    ])
    expect(derivatives((x) => clip(x, null, 1), inf)).toEqual([0, 0])
    const bounds = grad((x: Tensor, lo: Tensor, hi: Tensor) => clip(x, lo, hi), { argnums: [0, 1, 2] })
    const at = (...x: number[]): number[] => {
      const [a = 0, b = 0, c = 0] = x
      return bounds(number(a), number(b), number(c)).map((g) => g.item())
    }
    expect([at(-1, 0, 1), at(0.5, 0, 1), at(2, 0, 1)]).toEqual([
      [0, 1, 0],
      [1, 0, 0],
      [0, 0, 1],
    ])
    expect(at(0.5, 3, 1)).toEqual([0, 0, 1]) // crossed bounds: hi wins
    for (const sum of [at(0, 0, 1), at(1, 0, 1), at(1, 1, 1)]) expect(sum.reduce((a, b) => a + b)).toBe(1)
  })

  test('steps have derivative 0', () => {
    for (const step of [(x: Tensor) => x.greater(0), (x: Tensor) => x.equal(0), (x: Tensor) => x.lessEqual(0)]) {
      expect(derivatives((x) => step(x).astype('float64'), 0)).toEqual([0, 0])
    }
  })
})

test('the condition of where has no derivative, even where it is a float', () => {
  expect(grad((c: Tensor) => where(c, 5, 7))(number(1)).item()).toBe(0)
  expect(jvp((c: Tensor) => where(c, 5, 7), [number(1)], [number(1)])[1].item()).toBe(0)
})

describe('singular points', () => {
  test('sqrt has an infinite derivative at 0, and is honest about it', () => {
    expect(derivatives(sqrt, 0)).toEqual([inf, -inf])
    expect(derivatives((x) => pow(x, 0.5), 0)[0]).toBe(inf)
    expect(derivatives((x) => mul(sqrt(x), 0), 0)).toEqual([0, 0])
  })

  test('powers at 0 and at negative numbers', () => {
    expect(derivatives((x) => pow(x, 0), 0)).toEqual([0, 0])
    expect(derivatives((x) => pow(x, 1), 0)).toEqual([1, 0])
    expect(derivatives((x) => pow(x, 2), 0)).toEqual([0, 2])
    expect(derivatives((x) => pow(x, 3), 0)).toEqual([0, 0])
    expect(derivatives((x) => pow(x, 3), -2)).toEqual([12, -12])
    expect(derivatives((x) => pow(x, 0), -2)).toEqual([0, 0])
    expect(derivatives((x) => pow(0, x), 2)).toEqual([0, 0])
    expect(both(pow, 0, 2)).toEqual([0, 0])
    expect(both(pow, 0, 1)).toEqual([1, 0])
  })

  test('log and division at 0', () => {
    expect(derivatives(log, 0)).toEqual([inf, -inf])
    expect(derivatives((x) => div(1, x), inf)).toEqual([0, 0])
  })
})

describe('0 times anything is 0', () => {
  const safe = (f: (x: Tensor) => Tensor) => (x: Tensor) => where(x.greater(0), f(x), x)

  test('where never leaks from the branch not taken, in second derivatives either', () => {
    for (const f of [log, sqrt, (x: Tensor) => pow(x, 0.5), (x: Tensor) => div(1, x), (x: Tensor) => log(sqrt(x))]) {
      expect(derivatives(safe(f), -1)).toEqual([1, 0])
      expect(derivatives(safe(f), 0)).toEqual([1, 0])
    }
    expect(derivatives((x) => where(x.less(15), x, pow(10, exp(x))), 10)).toEqual([1, 0])
    expect(derivatives((x) => where(x.greater(0), sqrt(x), 0), 0)).toEqual([0, 0])
    expect(derivatives(safe(sqrt), 4)).toEqual([0.25, -1 / 32])
  })

  test('an overflow behind minimum', () => {
    expect(derivatives((x) => minimum(exp(x), 1), 1000)).toEqual([0, 0])
  })

  test('NaN in one element does not reach the gradient of another', () => {
    const x = tensor([Number.NaN, 4], { dtype: 'float64' })
    expect(grad((z: Tensor) => sqrt(z).sum())(x).toArray()).toEqual([Number.NaN, 0.25])
    expect(grad((z: Tensor) => where(z.greater(0), sqrt(z), 0).sum())(x).toArray()).toEqual([0, 0.25])
  })

  test('a NaN that is the maximum has its derivative, in both modes', () => {
    const x = tensor([Number.NaN, 4, Number.NaN], { dtype: 'float64' })
    expect(grad((z: Tensor) => z.max())(x).toArray()).toEqual([0.5, 0, 0.5])
    expect(jvp((z: Tensor) => z.max(), [x as Tensor], [tensor([1, 100, 3]) as Tensor])[1].item()).toBe(2)
  })

  test('the price: a NaN that meets a cotangent of 0 is not seen', () => {
    // y = NaN · 0 is NaN, and its derivative is NaN; weighted by a cotangent of 0 that NaN goes unseen
    const nan = (x: Tensor): Tensor => log(x).mul(0)
    expect(nan(number(-1)).item()).toBe(Number.NaN)
    expect(derivatives(nan, -1)).toEqual([0, 0])
  })

  test('contractions are not covered: they add up products as they are', () => {
    const a = tensor([[0, 1]], { dtype: 'float64' })
    const f = (b: Tensor): Tensor => a.matmul(b.reshape([2, 1])).sum()
    expect(grad(f)(tensor([inf, 2], { dtype: 'float64' })).toArray()).toEqual([0, 1])
    const hidden = (b: Tensor): Tensor =>
      square(b)
        .reshape([1, 2])
        .matmul(tensor([[0], [inf]], { dtype: 'float64' }))
        .sum()
        .mul(0)
    expect(grad(hidden)(tensor([1, 2], { dtype: 'float64' })).toArray()).toEqual([0, Number.NaN])
  })
})
