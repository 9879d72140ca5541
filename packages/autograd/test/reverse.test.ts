import { grad, hessian, jvp, stopGradient, valueAndGrad, vjp } from '@adjoint/autograd'
import { expectClose } from '@adjoint/gradcheck'
import {
  add,
  concat,
  DomainError,
  DTypeError,
  exp,
  full,
  matmul,
  maximum,
  mean,
  mul,
  reshape,
  ShapeError,
  sigmoid,
  stack,
  sub,
  sum,
  type Tensor,
  TraceError,
  tanh,
  tensor,
  transpose,
  zeros,
} from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cotangents, expectSame, type Fn, tangent } from './checks.ts'
import { cotangent, dot, draws, numbersOf, positive } from './values.ts'

const number = (value: number): Tensor<[]> => tensor(value, { dtype: 'float64' })

/** A function of one number, from functions of tensors. */
const derivative = (f: (x: Tensor) => Tensor): ((x: Tensor) => Tensor) => grad(f)

describe('rules of the calculus', () => {
  const small = fc.integer({ min: -40, max: 40 }).map((k) => k / 16) // sums and products of these are exact

  test('4: the gradient of a sum is the sum of gradients, of a multiple the multiple', () => {
    fc.assert(
      fc.property(small, small, (at, factor) => {
        const [f, g] = [(x: Tensor) => x.square(), (x: Tensor) => x.mul(3).mul(x.sub(1))]
        const x = number(at)
        const [df, dg] = [grad(f)(x).item(), grad(g)(x).item()]
        expect(grad((z: Tensor) => f(z).add(g(z)))(x).item()).toBe(df + dg)
        expect(grad((z: Tensor) => f(z).mul(factor))(x).item() + 0).toBe(factor * df + 0)
      }),
    )
  })

  test('5: the chain rule', () => {
    fc.assert(
      fc.property(small, (at) => {
        const x = number(at)
        const [y, dy] = valueAndGrad((z: Tensor) => tanh(z))(x)
        const outer = grad((z: Tensor) => sigmoid(z.square()))(y).item()
        const both = grad((z: Tensor) => sigmoid(tanh(z).square()))(x).item()
        expectClose(both, outer * dy.item(), Math.abs(outer * dy.item()), 2 ** -52, 'the chain rule')
      }),
    )
  })

  test('6: each of 1 to 20 uses contributes its own term', () => {
    for (let uses = 1; uses <= 20; uses++) {
      const f = (x: Tensor): Tensor => Array.from({ length: uses }, (_, k) => mul(x, k + 1)).reduce((a, b) => add(a, b))
      expect(grad(f)(number(2)).item()).toBe((uses * (uses + 1)) / 2)
      const product = (x: Tensor): Tensor => Array.from({ length: uses }, () => x).reduce((a, b) => mul(a, b))
      expect(grad(product)(number(1.5)).item()).toBeCloseTo(uses * 1.5 ** (uses - 1), 8)
      const join = (x: Tensor): Tensor => stack(new Array<Tensor>(uses).fill(x)).sum()
      expect(grad(join)(number(2)).item()).toBe(uses)
    }
  })

  test('an array whose cotangent two uses share is not written into', () => {
    const [, pullback] = vjp((x: Tensor) => [x, x.add(x), x], tensor([1, 2]))
    const shared = tensor([10, 100])
    expect(pullback([shared, shared, shared])[0].toArray()).toEqual([40, 400])
    expect(shared.toArray()).toEqual([10, 100])
  })
})

describe('structure', () => {
  const draw = draws(11)

  test('10: what moves numbers moves their derivatives, and loses none', () => {
    const x = draw([3, 4])
    const routes: Fn[] = [
      (z) => z.transpose(),
      (z) => z.reshape([2, 6]),
      (z) => concat([z.slice(':', [2, null]), z.slice(':', [0, 2])], { axis: 1 }),
      (z) => z.slice([null, null, -1]),
      (z) => z.unslice([5, 4], [1, 4]),
    ]
    for (const route of routes) {
      const w = cotangent(route(x))
      const used = numbersOf(mul(w, route(x.mul(0).add(1)))).reduce((a, b) => a + b) // unslice adds places of its own
      expect(numbersOf(cotangents(route, [x], w)[0] ?? w).reduce((a, b) => a + b)).toBe(used)
    }
  })

  test('11: axis k is axis k - rank; keepDims only reshapes', () => {
    const x = draw([2, 3, 4])
    for (const reduce of [sum, mean, (z: Tensor, o: { axis: number; keepDims?: boolean }) => z.max(o)]) {
      for (const axis of [0, 1, 2]) {
        const plain: Fn = (z) => reduce(z, { axis })
        const w = cotangent(plain(x))
        const [g] = cotangents(plain, [x], w)
        const kept = { axis: axis - 3, keepDims: true }
        const [same] = cotangents((z) => reduce(z, kept), [x], w.expandDims(axis))
        expectSame(same ?? x, g ?? x)
      }
    }
  })

  test('12: a reduction over two axes is one after the other', () => {
    const x = draw([2, 3, 4])
    const w = cotangent(x.sum({ axis: [0, 2] }))
    const [g] = cotangents((z) => z.sum({ axis: [2, 0] }), [x], w)
    const [same] = cotangents((z) => z.sum({ axis: 2 }).sum({ axis: 0 }), [x], w)
    expectSame(same ?? x, g ?? x)
    const [largest] = cotangents((z) => z.max({ axis: [0, 2] }), [x], w)
    const [oneByOne] = cotangents((z) => z.max({ axis: 2 }).max({ axis: 0 }), [x], w)
    expectSame(oneByOne ?? x, largest ?? x)
  })

  test('14: the transposes of a matrix product; a batch that shares a matrix sums its gradient', () => {
    const [a, b] = [draw([4, 2, 3]), draw([3, 5])]
    const w = cotangent(matmul(a, b))
    const [da, db] = cotangents(matmul as Fn, [a, b], w)
    expectSame(da ?? a, matmul(w, transpose(b)))
    const each = [0, 1, 2, 3].map((i) => matmul(transpose(a.slice(i)), w.slice(i)))
    expectSame(
      db ?? b,
      each.reduce((x, y) => add(x, y)),
    )
  })

  test.each([
    ['vector by matrix', [3], [3, 2]],
    ['matrix by vector', [2, 3], [3]],
    ['vector by vector', [3], [3]],
    ['vector by batch', [3], [2, 3, 2]],
    ['inner dimension 0', [2, 0], [0, 3]],
    ['no rows', [0, 2], [2, 3]],
    ['broadcast batches', [2, 1, 2, 3], [3, 3, 2]],
  ])('14: matmul of %s: the products are adjoint', (_, left, right) => {
    const x = [draw(left), draw(right)]
    const f: Fn = (a, b) => matmul(a as Tensor, b as Tensor)
    const y = f(...x)
    const v = x.map((one) => draw(one.shape))
    const w = cotangent(y)
    const [forward, reverse] = [dot([w], [tangent(f, x, v)]), dot(cotangents(f, x, w), v)]
    expectClose(forward.value, reverse.value, forward.magnitude + reverse.magnitude, 2 ** -52, '<w, J v>')
    expect(cotangents(f, x, w).map(({ shape }) => shape)).toEqual([left, right])
  })

  test('16: empty tensors have empty gradients', () => {
    const empty = zeros([0, 3])
    expect(grad((x: Tensor) => x.sum())(empty).shape).toEqual([0, 3])
    expect(grad((x: Tensor) => x.square().mean({ axis: 1 }).sum())(empty).shape).toEqual([0, 3])
    expect(grad((x: Tensor) => concat([x, tensor([[1, 2, 3]])]).sum())(empty).shape).toEqual([0, 3])
    expect(grad((b: Tensor) => empty.add(b).sum())(tensor([1, 2, 3])).toArray()).toEqual([0, 0, 0])
  })
})

describe('what does not count', () => {
  test('20: an argument that is not used has a gradient of zeros', () => {
    const [dx, dy] = grad((x: Tensor, _y: Tensor) => x.sum(), { argnums: [0, 1] })(tensor([1, 2]), tensor([[3, 4]]))
    expect([dx.toArray(), dy.toArray()]).toEqual([[1, 1], [[0, 0]]])
    expect(grad((_x: Tensor) => tensor(7))(tensor([1, 2])).toArray()).toEqual([0, 0])
  })

  test('20: stopGradient cuts exactly one path, in both modes and for every order', () => {
    const f = (x: Tensor): Tensor => mul(x, stopGradient(x)).add(mul(x, 10))
    expect(grad(f)(number(3)).item()).toBe(13)
    expect(tangent(f, [number(3)], [number(1)]).item()).toBe(13)
    expect(grad(derivative(f))(number(3)).item()).toBe(0)
    expect(grad((x: Tensor) => x.mul(derivative(f)(stopGradient(x))))(number(3)).item()).toBe(13)
    expect(f(number(3)).item()).toBe(39)
    const tree = { a: [tensor(1)], b: 'text' }
    expect(stopGradient(tree)).toBe(tree) // nothing is traced: nothing to cut
  })

  test('integers and truths take part, and have no derivative', () => {
    const index = tensor([1, 2], { dtype: 'int32' })
    const mask = tensor([true, false])
    const f = (x: Tensor, i: Tensor, m: Tensor): Tensor => x.mul(i).mul(m).sum()
    const [dx, di, dm] = vjp(f, tensor([3, 4]), index, mask)[1](tensor(1))
    expect(dx.toArray()).toEqual([1, 0])
    expect([di.dtype, di.toArray(), dm.dtype, dm.toArray()]).toEqual(['int32', [0, 0], 'bool', [0, 0]])
    expect(grad((x: Tensor) => x.astype('int32').astype('float32').mul(x).sum())(tensor([1.5])).toArray()).toEqual([1])
  })
})

describe('pullbacks', () => {
  test('19: one can be called again, with another cotangent', () => {
    const [y, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2]))
    expect(y.toArray()).toEqual([1, 4])
    expect(pullback(tensor([1, 0]))[0].toArray()).toEqual([2, 0])
    expect(pullback(tensor([0, 1]))[0].toArray()).toEqual([0, 4])
    expect(pullback(tensor([1, 0]))[0].toArray()).toEqual([2, 0])
  })

  test('a cotangent takes the dtype of the output', () => {
    const [, pullback] = vjp((x: Tensor) => x.square(), tensor([1, 2]))
    expect(pullback(tensor([1, 1], { dtype: 'float64' }))[0].dtype).toBe('float32')
  })

  test('a pullback is itself differentiable, in its cotangent and in the point', () => {
    const f = (x: Tensor): Tensor => x.square()
    const g = (x: Tensor, w: Tensor): Tensor => vjp(f, x)[1](w)[0]
    const [dx, dw] = grad(g, { argnums: [0, 1] })(number(3), number(5))
    expect([dx.item(), dw.item()]).toEqual([10, 6])
    const [, pullback] = vjp(f, number(3)) // made outside, called inside
    expect(grad((w: Tensor) => pullback(w)[0].square())(number(5)).item()).toBe(360)
  })

  test('the function may return its argument, or a constant', () => {
    const [y, pullback] = vjp((x: Tensor) => [x, tensor([5])], tensor([1, 2]))
    expect(y.map((one) => one.toArray())).toEqual([[1, 2], [5]])
    expect(pullback([tensor([3, 4]), tensor([1])])[0].toArray()).toEqual([3, 4])
  })
})

describe('derivatives of derivatives', () => {
  const cube = (x: Tensor): Tensor => x.mul(x).mul(x)

  test('three times grad on a polynomial', () => {
    const f = (x: Tensor): Tensor => x.square().square() // x⁴
    const orders = [f, derivative(f), derivative(derivative(f)), derivative(derivative(derivative(f)))]
    expect(orders.map((order) => order(number(3)).item())).toEqual([81, 108, 108, 72])
    expect(grad(derivative(derivative(derivative(f))))(number(3)).item()).toBe(24)
  })

  test('jvp of grad and grad of jvp', () => {
    const along = (x: Tensor): Tensor => jvp(cube, [x], [number(2)])[1] // 6 x²
    expect(jvp(derivative(cube), [number(5)], [number(2)])[1].item()).toBe(60)
    expect(grad(along)(number(5)).item()).toBe(60)
    expect(jvp(along, [number(5)], [number(2)])[1].item()).toBe(120)
  })

  // y' = y (1 - y), y'' = y' (1 - 2 y), y''' = y' (1 - 6 y + 6 y²)
  test('sigmoid to the third order', () => {
    fc.assert(
      fc.property(fc.integer({ min: -400, max: 400 }), (k) => {
        const x = number(k / 100)
        const y = 1 / (1 + Math.exp(-k / 100))
        const d = y * (1 - y)
        expect(derivative(sigmoid)(x).item()).toBeCloseTo(d, 13)
        expect(derivative(derivative(sigmoid))(x).item()).toBeCloseTo(d * (1 - 2 * y), 13)
        expect(derivative(derivative(derivative(sigmoid)))(x).item()).toBeCloseTo(d * (1 - 6 * y + 6 * y * y), 13)
      }),
    )
  })

  // y' = 1 - y², y'' = -2 y y', y''' = (6 y² - 2) y'
  test('tanh to the third order, with the modes mixed', () => {
    const forward = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [number(1)])[1]
    fc.assert(
      fc.property(fc.integer({ min: -300, max: 300 }), fc.integer({ min: 0, max: 7 }), (k, modes) => {
        const x = number(k / 100)
        const y = Math.tanh(k / 100)
        const d = 1 - y * y
        const third = [1, 2, 4].reduce(
          (f, bit) => ((modes & bit) === 0 ? derivative(f) : forward(f)),
          tanh as (x: Tensor) => Tensor,
        )
        expect(third(x).item()).toBeCloseTo((6 * y * y - 2) * d, 12)
      }),
    )
  })

  test('22: no perturbation confusion', () => {
    const forward = (f: (x: Tensor) => Tensor) => (x: Tensor) => jvp(f, [x], [number(1)])[1]
    const modes = [derivative, forward]
    for (const outer of modes) {
      for (const inner of modes) {
        // d/dx [x d/dy (x + y)] = 1 (Siskind and Pearlmutter 2005)
        expect(outer((x) => x.mul(inner((y) => x.add(y))(number(1))))(number(1)).item()).toBe(1)
        expect(outer((x) => x.mul(inner((y) => x.add(y))(x)))(number(5)).item()).toBe(1)
        // d/dx [x d/dy (x y)] = 2 x
        expect(outer((x) => x.mul(inner((y) => x.mul(y))(number(2))))(number(3)).item()).toBe(6)
        // d/dx [d/dy (x² y³)] at y = x, where y is then x: 2 x 3 x² holds for a fixed y; here y moves too: 12 x³
        expect(outer((x) => inner((y) => x.square().mul(cube(y)))(x))(number(2)).item()).toBe(96)
        for (const third of modes) {
          // d/dx x · d/dy [y · d/dz (x y z)] = d/dx x · 2 x y = 4 x y
          const nested = outer((x) => x.mul(inner((y) => y.mul(third((z) => x.mul(y).mul(z))(number(7))))(number(5))))
          expect(nested(number(3)).item()).toBe(60)
        }
      }
    }
  })

  test('22: a curried function, differentiated in its outer argument, remembers which one it was', () => {
    // Manzyuk et al. (2019): D (x ↦ (g ↦ (y ↦ g(x + y)))) applied twice must not confuse the two derivatives
    const s = (x: Tensor) => (g: (y: Tensor) => Tensor) => (y: Tensor) => g(add(x, y))
    const d = (h: (y: Tensor) => Tensor) => (y: Tensor) => derivative((x) => s(x)(h)(y))(number(0))
    expect(d(d(exp))(number(1)).item()).toBeCloseTo(Math.E, 14)
  })
})

describe('argnums', () => {
  const f = (x: Tensor, y: Tensor, z: Tensor): Tensor => x.mul(y).add(z.mul(100)).sum()
  const [x, y, z] = [number(2), number(3), number(5)]

  test('an index gives a gradient, a list gives a list in its order', () => {
    expect(grad(f)(x, y, z).item()).toBe(3)
    expect(grad(f, { argnums: 1 })(x, y, z).item()).toBe(2)
    expect(grad(f, { argnums: [2, 0] })(x, y, z).map((g) => g.item())).toEqual([100, 3])
    expect(grad(f, { argnums: [1] })(x, y, z).map((g) => g.item())).toEqual([2])
    expect(valueAndGrad(f, { argnums: 2 })(x, y, z).map((g) => g.item())).toEqual([506, 100])
  })

  test.each([3, -1, 0.5])('%d names no argument', (argnums) => {
    expect(() => grad(f, { argnums })(x, y, z)).toThrow(DomainError)
    expect(() => grad(f, { argnums })(x, y, z)).toThrow(`argnums names argument ${argnums}`)
  })

  test('an argument named twice is an error', () => {
    expect(() => grad(f, { argnums: [0, 0] })(x, y, z)).toThrow(DomainError)
  })

  test('an option that grad does not know is an error', () => {
    const options = { argnum: 1 } as { argnums?: 0 }
    expect(() => grad(f, options)).toThrow('grad: unknown option "argnum"; it takes argnums, checkFinite.')
    expect(() => hessian(f, options)).toThrow('hessian: unknown option "argnum"; it takes argnums.')
    expect(() => valueAndGrad(f, options)).toThrow(
      'valueAndGrad: unknown option "argnum"; it takes argnums, checkFinite, hasAux.',
    )
    expect(() => valueAndGrad((x: Tensor): Tensor => x)(tensor([1, 2]))).toThrow(/^valueAndGrad: f returned/)
    expect(() => Reflect.apply(grad, undefined, [f, { hasAux: true }])).toThrow('unknown option "hasAux"')
  })
})

describe('errors', () => {
  test('the result is no scalar, no float, no tensor', () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(ShapeError)
    expect(() => grad((x: Tensor) => x.mul(2))(tensor([1, 2]))).toThrow(
      /mul \[2\], but only a scalar.*sum\(\) or mean\(\)/,
    )
    expect(() => grad((x: Tensor) => x.astype('int32').sum())(tensor([1, 2]))).toThrow(DTypeError)
    // the cast makes the wrong program that a JavaScript user could write
    expect(() => grad((x: Tensor) => [x] as unknown as Tensor)(tensor(1))).toThrow(/must return a tensor; use vjp/)
    expect(() => grad((x: Tensor) => x.item() as unknown as Tensor)(tensor(1))).toThrow(
      /returned a number.*without item\(\)/,
    )
  })

  test('there is nothing to differentiate by', () => {
    expect(() => grad((x: number) => tensor(x))(3)).toThrow(DomainError)
    expect(() => grad((x: number) => tensor(x))(3)).toThrow(/argument 0 holds no float tensor.*tensor\(3\), not 3/)
    expect(() => grad((x: Tensor) => x.sum())(tensor([1], { dtype: 'int32' }))).toThrow(/no float tensor/)
  })

  test('a cotangent of another shape', () => {
    const [, pullback] = vjp((x: Tensor) => x.mul(2), tensor([1, 2]))
    expect(() => pullback(tensor([1, 2, 3]))).toThrow(ShapeError)
    expect(() => pullback(tensor([1, 2, 3]))).toThrow(/\[3\].*mul \[2\]/)
    expect(() => pullback(tensor([[1, 2]]))).toThrow(ShapeError)
  })

  test('a shape error inside f names the nodes, not only their shapes', () => {
    const f = (x: Tensor): Tensor =>
      x
        .mul(2)
        .add(tensor([1, 2, 3]))
        .sum()
    expect(() => grad(f)(tensor([1, 2]))).toThrow(/add: cannot broadcast mul \[2\] with \[3\]/)
  })

  test('a traced value that leaves its transform cannot be used any more, and the message says what to do', () => {
    let leaked: Tensor = tensor(0)
    const leak = (x: Tensor): Tensor => {
      leaked = x.square()
      return leaked
    }
    for (const transform of [() => grad(leak)(number(3)), () => jvp(leak, [number(3)], [number(1)])]) {
      transform()
      expect(() => leaked.add(1)).toThrow(TraceError)
      expect(() => add(1, leaked)).toThrow(/traced by a transform .* that has ended. Return the value/)
      expect(() => grad((x: Tensor) => x.mul(leaked))(number(1))).toThrow(TraceError)
    }
    expect(() =>
      grad((x: Tensor) => {
        leak(x)
        throw new Error('stopped')
      })(number(3)),
    ).toThrow('stopped')
    expect(() => leaked.add(1)).toThrow(TraceError) // the tape closes where f throws, too
  })

  test('with hasAux, what else f returns comes out as values, and has no part in the gradient', () => {
    const f = (x: Tensor): [Tensor, { twice: Tensor; same: Tensor }] => [x.square().sum(), { twice: x.mul(2), same: x }]
    const [[y, { twice, same }], g] = valueAndGrad(f, { hasAux: true })(tensor([3, 4]))
    expect([y.item(), twice.toArray(), same.toArray(), g.toArray()]).toEqual([25, [6, 8], [3, 4], [6, 8]])
    expect([twice.tracedBy, same.tracedBy]).toEqual([null, null])
    // another transform around it sees through aux
    const slope = grad((x: Tensor) => valueAndGrad(f, { hasAux: true })(x)[0][1].twice.sum())
    expect(slope(tensor([3, 4])).toArray()).toEqual([2, 2])
    const wrong = () =>
      Reflect.apply(
        valueAndGrad((x: Tensor) => x, { hasAux: true } as never),
        undefined,
        [number(1)],
      )
    expect(wrong).toThrow(/with hasAux, f must return \[scalar, aux\]/)
  })

  test('what the transform returns is an ordinary tensor', () => {
    const [y, g] = valueAndGrad((x: Tensor) => x.square())(number(3))
    expect([y.tracedBy, g.tracedBy, y.add(g).item()]).toEqual([null, null, 15])
  })
})

describe('size', () => {
  // y_n = a y_(n-1) + x from y_0 = x is x (1 - a^(n+1)) / (1 - a)
  const exact = (1 - 0.9999 ** 50_001) / (1 - 0.9999)
  const f = (x: Tensor): Tensor => {
    let y = x
    for (let i = 0; i < 50_000; i++) y = y.mul(0.9999).add(x)
    return y
  }

  test('a chain of 100,000 ops, by reverse mode', () => {
    expect(grad(f)(number(1)).item() / exact).toBeCloseTo(1, 10)
  })

  test('a chain of 100,000 ops, by forward mode', () => {
    expect(tangent(f, [number(1)], [number(1)]).item() / exact).toBeCloseTo(1, 10)
  })
})

test('9: max and maximum of x and x have the derivative 1', () => {
  const x = draws(3)([4], positive)
  expect(numbersOf(grad((z: Tensor) => maximum(z, z).sum())(x))).toEqual([1, 1, 1, 1])
  expect(numbersOf(grad((z: Tensor) => stack([z, z]).max({ axis: 0 }).sum())(x))).toEqual([1, 1, 1, 1])
  const g = grad((z: Tensor) => sub(z.max(), 0))(full([4], 3, { dtype: 'float64' }))
  expect(numbersOf(g)).toEqual([0.25, 0.25, 0.25, 0.25])
  expect(reshape(g, [2, 2]).sum().item()).toBe(1)
})
