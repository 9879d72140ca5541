// The conventions of docs/explanation/kinks.md, pinned.
import { grad, jvp } from '@adjoint/autograd'
import {
  abs,
  acos,
  asin,
  atan2,
  ceil,
  clip,
  div,
  exp,
  floor,
  log,
  logicalAnd,
  maximum,
  minimum,
  mul,
  pow,
  relu,
  remainder,
  round,
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

  test('9: maxPool2d shares the derivative of a tie equally within each window, in both modes', () => {
    const x: Tensor = tensor([[0, 0, 3, 5], [0, 0, 5, Number.NaN]], { dtype: 'float64' }) // biome-ignore format: a table
    const f = (z: Tensor): Tensor => z.maxPool2d(2, { stride: [1, 1] })
    // the middle window has 5 once; in the last one NaN is the largest
    expect(grad((z: Tensor) => f(z).mul(tensor([[4, 2, 1]])).sum())(x).toArray()).toEqual([[1, 1, 0, 0], [1, 1, 2, 1]]) // biome-ignore format: a table
    const dx: Tensor = tensor([[1, 2, 9, 9], [3, 6, 7, 8]], { dtype: 'float64' }) // biome-ignore format: a table
    expect(jvp(f, [x], [dx])[1].toArray()).toEqual([[3, 7, 8]])
    const all: Tensor = tensor([[Number.NaN, 1], [1, Number.NaN]], { dtype: 'float64' }) // biome-ignore format: a table
    expect(grad((z: Tensor) => f(z).sum())(all).toArray()).toEqual([[0.5, 0], [0, 0.5]]) // biome-ignore format: a table
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

describe('steps and angles', () => {
  test('floor, ceil and round have derivative 0, at integers and halves too', () => {
    for (const step of [floor, ceil, round]) {
      for (const at of [-1, -0.5, 0, 0.3, 2]) expect(derivatives(step, at)).toEqual([0, 0])
    }
    expect(derivatives((x) => logicalAnd(x, 1).astype('float64'), 0)).toEqual([0, 0])
    expect(derivatives((x) => x.isNaN().astype('float64'), Number.NaN)).toEqual([0, 0])
  })

  test('remainder has slope 1 in its first operand, at its jumps too, and -floor(a / b) in its second', () => {
    expect(both(remainder, 7.5, 2)).toEqual([1, -3])
    expect(both(remainder, -7.5, 2)).toEqual([1, 4])
    expect(both(remainder, 7.5, -2)).toEqual([1, 4])
    expect(both(remainder, 6, 2)).toEqual([1, -3])
    // 1 / 0.1 is rounded to 10; the remainder is 0.1 less than that would leave
    expect(both(remainder, 1, 0.1)).toEqual([1, -9])
    expect(derivatives((x) => remainder(x, 2), 6)).toEqual([1, 0])
    expect(derivatives((x) => remainder(7.5, x), 2)).toEqual([-3, 0])
  })

  test('asin and acos have infinite derivatives at -1 and 1', () => {
    expect([-1, 1].map((at) => derivatives(asin, at)[0])).toEqual([inf, inf])
    expect([-1, 1].map((at) => derivatives(acos, at)[0])).toEqual([-inf, -inf])
  })

  test('atan2 has derivative 0 at the origin, from all sides', () => {
    for (const a of [0, -0]) for (const b of [0, -0]) expect(both(atan2, a, b).map((g) => g + 0)).toEqual([0, 0])
    expect(derivatives((x) => atan2(x, x), 0)).toEqual([0, 0])
  })

  test('atan2 has the right derivatives on the axes, where the angle jumps too', () => {
    expect(both(atan2, 0, 2).map((g) => g + 0)).toEqual([0.5, 0])
    expect(both(atan2, 0, -2).map((g) => g + 0)).toEqual([-0.5, 0])
    expect(both(atan2, -0, -2).map((g) => g + 0)).toEqual([-0.5, 0])
    expect(both(atan2, 2, 0).map((g) => g + 0)).toEqual([0, -0.5])
    expect(both(atan2, -2, 0).map((g) => g + 0)).toEqual([0, 0.5])
  })

  test('atan2 of huge and tiny numbers, whose squares overflow', () => {
    const slopes = (a: number, b: number): number[] => both(atan2, a, b).map((g) => g + 0)
    expect(slopes(1e200, 1e200)).toEqual([5e-201, -5e-201])
    expect(slopes(-1e200, 1e200)).toEqual([5e-201, 5e-201])
    expect(slopes(1e-200, -1e-200)).toEqual([-5e199, -5e199])
    // the ratio's square overflows if the smaller one divides
    expect(slopes(-1e200, 1e10)).toEqual([0, 1e-200])
    expect(slopes(1e200, 1e10)).toEqual([0, -1e-200])
    expect(slopes(1e10, 1e200)).toEqual([1e-200, 0])
    expect(slopes(1e10, -1e200)).toEqual([-1e-200, 0])
    expect(slopes(inf, 1)).toEqual([0, 0])
    expect(slopes(1, inf)).toEqual([0, 0])
  })
})

describe('orders', () => {
  const rise = tensor([1, 10, 100, 1000], { dtype: 'float64' })
  const weighted = (f: (x: Tensor) => Tensor) => (x: Tensor) =>
    f(x)
      .mul(rise.slice([0, f(x).size]))
      .sum()
  const gradient = (f: (x: Tensor) => Tensor, x: Tensor): number[] => Array.from(grad(weighted(f))(x).toTypedArray())
  const x: Tensor = tensor([7, 1, 7, Number.NaN], { dtype: 'float64' })

  test('sort and topK give each derivative back to one element; of equal ones the first is first', () => {
    expect(gradient((z) => z.sort(), x)).toEqual([10, 1, 100, 1000])
    expect(gradient((z) => z.sort({ descending: true }), x)).toEqual([10, 1000, 100, 1])
    expect(gradient((z) => z.topK(2)[0], x)).toEqual([10, 0, 0, 1])
    const [, dy] = jvp((z: Tensor) => z.sort(), [x], [rise as Tensor])
    expect(dy.toArray()).toEqual([10, 1, 100, 1000])
  })

  test('0 and -0 are equal there', () => {
    expect(gradient((z) => z.sort(), tensor([0, -0, -1, 0]))).toEqual([10, 100, 1, 1000])
  })

  test('an order has no derivative', () => {
    expect(gradient((z) => z.argsort().astype('float64'), x)).toEqual([0, 0, 0, 0])
  })
})

test('an element that is taken several times has the sum of the derivatives', () => {
  const x: Tensor = tensor([5, 6, 7])
  expect(grad((z: Tensor) => z.take([0, 0, 2]).sum())(x).toArray()).toEqual([2, 0, 1])
  expect(grad((z: Tensor) => z.pad(2, { mode: 'reflect' }).sum())(x).toArray()).toEqual([2, 3, 2])
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

describe('reductions and scans', () => {
  const vector = (...values: number[]): Tensor => tensor(values, { dtype: 'float64' })
  const gradient = (f: (x: Tensor) => Tensor, ...at: number[]): number[] => [...grad(f)(vector(...at)).toTypedArray()]
  /** Rows of second derivatives, each the gradient of an element of the gradient; both modes must give the same. */
  const hessian = (f: (x: Tensor) => Tensor, ...at: number[]): number[][] =>
    at.map((_, i) => {
      const row = gradient((x) => grad(f)(x).slice(i), ...at)
      const basis = vector(...at.map((_, k) => Number(k === i)))
      expect([...jvp(grad(f), [vector(...at)], [basis])[1].toTypedArray()]).toEqual(row)
      expect([...grad((x: Tensor) => jvp(f, [x], [basis])[1])(vector(...at)).toTypedArray()]).toEqual(row)
      return row
    })

  test('min shares the derivative of a tie equally, and a NaN that is the minimum has its derivative', () => {
    expect(gradient((x) => x.min(), 1, 0, 0)).toEqual([0, 0.5, 0.5])
    expect(gradient((x) => x.min(), Number.NaN, 4, Number.NaN)).toEqual([0.5, 0, 0.5])
    expect(jvp((z: Tensor) => z.min(), [vector(Number.NaN, 4)], [vector(3, 100)])[1].item()).toBe(3)
  })

  test('prod is exact with any number of zeros, in all derivatives', () => {
    const prod = (x: Tensor): Tensor => x.prod()
    expect(gradient(prod, 2, 0, 3)).toEqual([0, 6, 0])
    expect(gradient(prod, 2, 0, 0)).toEqual([0, 0, 0])
    expect(gradient(prod, 0)).toEqual([1])
    expect(gradient(prod)).toEqual([])
    // the product of the elements that are neither
    expect(hessian(prod, 2, 0, 3, 5)).toEqual([[0, 15, 0, 0], [15, 0, 10, 6], [0, 10, 0, 0], [0, 6, 0, 0]]) // biome-ignore format: a table
    expect(hessian(prod, 0, 0, 7)).toEqual([[0, 7, 0], [7, 0, 0], [0, 0, 0]]) // biome-ignore format: a table
    const third = (x: Tensor): Tensor => grad((y: Tensor) => grad(prod)(y).slice(0))(x).slice(1)
    expect(gradient(third, 0, 0, 0)).toEqual([0, 0, 1])
  })

  test('cumprod is exact with any number of zeros, in all derivatives', () => {
    const weighted = (x: Tensor): Tensor =>
      x
        .cumprod({ axis: 0 })
        .mul(vector(1, 10, 100))
        .sum()
    // f = a + 10ab + 100abc
    expect(gradient(weighted, 0, 0, 3)).toEqual([1, 0, 0])
    expect(gradient(weighted, 2, 0, 3)).toEqual([1, 620, 0])
    expect(hessian(weighted, 0, 0, 3)).toEqual([[0, 310, 0], [310, 0, 0], [0, 0, 0]]) // biome-ignore format: a table
    expect(hessian(weighted, 2, 0, 0)).toEqual([[0, 10, 0], [10, 0, 200], [0, 200, 0]]) // biome-ignore format: a table
  })

  test('a length of 0 has derivative 0', () => {
    const norm = (x: Tensor): Tensor => x.norm()
    expect(gradient(norm, 0, 0)).toEqual([0, 0])
    expect(gradient((x) => x.norm().square(), 0, 0)).toEqual([0, 0])
    expect(hessian(norm, 0, 0)).toEqual([[0, 0], [0, 0]]) // biome-ignore format: a table
    expect(jvp(norm, [vector(0, 0)], [vector(1, 2)])[1].item()).toBe(0)
    expect(gradient((x) => x.norm({ ord: 1 }), 0, -2)).toEqual([0, -1])
    expect(gradient((x) => x.norm({ ord: inf }), -2, 2)).toEqual([-0.5, 0.5])
    expect(gradient((x) => x.std(), 5, 5)).toEqual([0, 0])
    expect(jvp((x: Tensor) => x.std(), [vector(5, 5)], [vector(1, 2)])[1].item()).toBe(0)
    expect(gradient((x) => x.variance(), 5, 5)).toEqual([0, 0])
  })

  test('a spread that is nothing but rounding has a legal subgradient: no more than that of two numbers apart', () => {
    // 0.1 + 0.2 is the number after 0.3; between them lies no mean
    for (const [low, high] of [
      [0.3, 0.1 + 0.2],
      [-1 - 2 ** -52, -1],
      [1, 1 + 2 ** -52],
    ] as const) {
      const [below = 0, above = 0] = gradient((x) => x.std(), low, high)
      expect(above).toBe(-below)
      expect(above).toBeGreaterThan(0)
      expect(above).toBeLessThanOrEqual(0.5)
    }
  })

  test('a length that squares would overflow or underflow has a derivative all the same', () => {
    expect(gradient((x) => x.norm(), 3e200, 4e200).map(Math.fround)).toEqual([0.6, 0.8].map(Math.fround))
    expect(gradient((x) => x.norm(), 3e-200, 4e-200).map(Math.fround)).toEqual([0.6, 0.8].map(Math.fround))
  })

  test('an element of -Infinity is masked: it has no weight, and changes nothing', () => {
    expect(gradient((x) => x.logsumexp(), -inf, 0, 0)).toEqual([0, 0.5, 0.5])
    expect(gradient((x) => x.softmax().slice(1), -inf, 0, 0)).toEqual([0, 0.25, -0.25])
    expect(gradient((x) => x.logSoftmax().slice(1), -inf, 0, 0)).toEqual([0, 0.5, -0.5])
    // where all are masked, the softmax is NaN; a cotangent of 0 absorbs it
    expect(gradient((x) => x.logsumexp(), -inf, -inf)).toEqual([Number.NaN, Number.NaN])
    const rows = (x: Tensor): Tensor => x.reshape([2, 2]).logsumexp({ axis: 1 }).logsumexp()
    expect(gradient(rows, -inf, -inf, 0, 0)).toEqual([0, 0, 0.5, 0.5])
  })

  test('logsumexp gives weights that sum to 1, where its result is so large that its rounding would show', () => {
    expect(gradient((x) => x.logsumexp(), 1e300, 1e300)).toEqual([0.5, 0.5])
    expect(gradient((x) => x.logsumexp(), 1000, 1000)).toEqual([0.5, 0.5])
    expect(gradient((x) => x.logsumexp(), -1e300, -1e300)).toEqual([0.5, 0.5])
    expect(jvp((x: Tensor) => x.logsumexp(), [tensor([1e8, 1e8])], [tensor([1, 2])])[1].item()).toBe(1.5)
  })

  test('a probability of 0 absorbs an infinite cotangent', () => {
    expect(gradient((x) => x.softmax().log().slice(1), 0, -1000)).toEqual([0, 0])
  })
})
