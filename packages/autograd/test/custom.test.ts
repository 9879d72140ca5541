import { customJvp, customVjp, grad, jvp, record, vjp, vmap } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { mul, ShapeError, stack, type Tensor, TraceError, tensor, where } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { expectSame } from './checks.ts'
import { draws } from './values.ts'

const draw = draws(9)
const [a, b] = [draw([2, 3]), draw([3])]

/** a² b with its derivative written out, in both ways. */
const f = (x: Tensor, y: Tensor): Tensor => x.square().mul(y)
const reverse = customVjp(f, (x, y) => [f(x, y), (g) => [mul(g, x.mul(y).mul(2)), mul(g, x.square()).sum({ axis: 0 })]])
const forward = customJvp(f, ([x, y], [dx, dy]) => [f(x, y), x.mul(y).mul(2).mul(dx).add(x.square().mul(dy))])

test('what the function throws comes out as it is, when it is differentiated, too', () => {
  const positive = customVjp(
    (x: Tensor): Tensor => {
      if (x.item() < 0) throw new Error('negative')
      return x.square()
    },
    (x) => [x.square(), (g) => [g.mul(x).mul(2)]],
  )
  expect(() => positive(tensor(-1))).toThrow('negative')
  expect(() => grad((x: Tensor) => positive(x))(tensor(-1))).toThrow('negative')
})

describe.each([
  ['customVjp', reverse],
  ['customJvp', forward],
] as const)('%s', (_, own) => {
  test('gives the same as the derivative of the tape where the rule is right, in both modes', () => {
    expectSame(own(a, b), f(a, b))
    const g = draw([2, 3])
    const [mine, theirs] = [vjp(own, a, b)[1](g), vjp(f, a, b)[1](g)]
    for (const i of [0, 1] as const) {
      expect(mine[i].sub(theirs[i]).abs().max().item()).toBeLessThan(1e-14)
    }
    const [dy, expected] = [own, f].map((h) => jvp(h, [a, b], [g, b])[1]) as [Tensor, Tensor] // two for two
    expect(dy.sub(expected).abs().max().item()).toBeLessThan(1e-14)
  })

  test('can be differentiated again', () => {
    const second = (h: typeof f) =>
      grad((x: Tensor) =>
        grad((z: Tensor) => h(z, b).sum())(x)
          .mul(a)
          .sum(),
      )(a)
    expect(second(own).sub(second(f)).abs().max().item()).toBeLessThan(1e-14)
    expect(checkGradient(own, [a, b], { adapter: adjoint }).verdict).toBe('pass')
  })

  test('is mapped with its own derivative', () => {
    // the rule sums over the rows of a matrix
    const rows = (h: typeof f) => vmap(grad((x: Tensor) => h(x.expandDims(0), b).sum()))(a)
    expect(rows(own).sub(rows(f)).abs().max().item()).toBeLessThan(1e-14)
  })

  test('is mapped as one op, in both modes, and what the samples share gets the sum of their parts', () => {
    const mapped = (h: typeof f) => (x: Tensor, y: Tensor) => vmap((row: Tensor) => h(row.expandDims(0), y))(x)
    const slopes = (h: typeof f) => (x: Tensor, y: Tensor) =>
      grad((p: Tensor, q: Tensor) => mapped(h)(p, q).square().sum(), { argnums: [0, 1] })(x, y)
    for (const [k, found] of slopes(own)(a, b).entries()) {
      expect(
        found
          .sub(slopes(f)(a, b)[k] ?? b)
          .abs()
          .max()
          .item(),
      ).toBeLessThan(1e-14)
    }
    const tangent = (h: typeof f) => jvp(mapped(h), [a, b], [a.mul(2), b])[1]
    expect(tangent(own).sub(tangent(f)).abs().max().item()).toBeLessThan(1e-14)
    const twice = (h: typeof f) => vmap(vmap(mapped(h), { inAxes: [0, null] }), { inAxes: [null, 0] })
    const [many, few] = [draw([4, 2, 3]), draw([2, 3])]
    expect(twice(own)(many, few).sub(twice(f)(many, few)).abs().max().item()).toBe(0)
    const opsOf = (size: number): number => record(slopes(own), draw([size, 3]), b).nodes.length
    expect(opsOf(50)).toBe(opsOf(2))
    expect(vmap(own, { inAxes: [null, 0] })(a, draw([0, 3])).shape).toEqual([0, 2, 3])
  })
})

describe('customVjp', () => {
  test('replaces the derivative, whatever the function is', () => {
    const gentle = customVjp(
      (x: Tensor) => x.square(),
      (x) => [x.square(), (g) => [x.mul(2).clip(-1, 1).mul(g)]],
    )
    const x = tensor([0.1, 30])
    const slope = (h: (z: Tensor) => Tensor) => grad((z: Tensor) => h(z).sum())(x).toArray()
    expect(slope(gentle)).toEqual(tensor([0.2, 1]).toArray())
    expect(slope(vmap(gentle))).toEqual(tensor([0.2, 1]).toArray()) // also where the map is inside
    expect(jvp(gentle, [x], [tensor([10, 10])])[1].toArray()).toEqual([2, 10])
  })

  test('takes and returns trees, with what is no tensor in them', () => {
    const pair = (p: { a: Tensor; power: number }) => ({ y: p.a.pow(p.power), twice: p.a.mul(2) })
    const own = customVjp(pair, (p) => [
      pair(p),
      (g) => [{ a: g.y.mul(p.power).add(g.twice.mul(100)) as Tensor, power: p.power }], // on purpose another one
    ])
    const x = tensor([2, 3])
    expect(own({ a: x, power: 2 }).y.toArray()).toEqual([4, 9])
    const slope = grad((z: Tensor) =>
      own({ a: z, power: 2 })
        .y.sum()
        .add(own({ a: z, power: 3 }).twice.sum()),
    )(x)
    expect(slope.toArray()).toEqual([102, 102])
  })

  test('may read numbers, in the function', () => {
    const sign = customVjp((x: Tensor) => (x.item() > 0 ? x : x.neg()), (x) => [x.abs(), (g) => [g.mul(5)]]) // biome-ignore format: one call
    expect(grad((x: Tensor) => sign(x))(tensor(-3)).item()).toBe(5)
    // of samples, too, one by one; then the rule may as well
    const x = tensor([-3, 2])
    expect(vmap(sign)(x).toArray()).toEqual([3, 2])
    expect(vmap(sign)(x.slice([0, 0])).shape).toEqual([0])
    expect(vmap(grad(sign))(x).toArray()).toEqual([5, 5])
    const halves = customVjp(sign, (y) => [sign(y), (g) => [g.mul(y.item() > 0 ? 1 : -0.5)]])
    expect(grad((y: Tensor) => vmap(halves)(y).sum())(x).toArray()).toEqual([-0.5, 1])
    const ahead = customJvp(sign, ([y], [dy]) => [sign(y), dy.mul(y.item() > 0 ? 1 : -0.5)])
    expect(jvp((y: Tensor) => vmap(ahead)(y), [x], [x])[1].toArray()).toEqual([1.5, 2])
  })

  test('says what a pullback must give', () => {
    const wrong = customVjp(f, (x, y) => [f(x, y), (g) => [g] as never])
    expect(() => grad((x: Tensor) => wrong(x, b).sum())(a)).toThrow(ShapeError)
    const narrow = customVjp(f, (x, y) => [f(x, y), (g) => [g.sum(), y]])
    expect(() => grad((x: Tensor) => narrow(x, b).sum())(a)).toThrow(/gave a cotangent .* for an argument/)
    const single = customVjp(f, (x, y) => f(x, y) as never)
    expect(() => grad((x: Tensor) => single(x, b).sum())(a)).toThrow('the rule must return [y, pullback]')
    const half = customJvp(f, (xs) => f(...xs) as never)
    expect(() => grad((x: Tensor) => half(x, b).sum())(a)).toThrow('the rule must return [y, dy]')
  })
})

test('says what is no function', () => {
  const square = (x: Tensor): Tensor => x.square()
  for (const custom of [customVjp, customJvp]) {
    expect(() => Reflect.apply(custom, undefined, [3, square])).toThrow(`${custom.name}: f is 3; give a function.`)
    expect(() => Reflect.apply(custom, undefined, [square])).toThrow(`${custom.name}: the rule is undefined; give`)
  }
  const flat = Reflect.apply(customVjp, undefined, [square, (x: Tensor) => [x, x]])
  expect(() => grad(flat)(tensor(3))).toThrow('customVjp: the pullback is Tensor f32[] 3; give a function.')
})

test('the parts of a result go by their names, not by their order', () => {
  const reverse = customVjp(
    (x: Tensor) => ({ p: x.mul(2), q: x.mul(3) }),
    (x) => [{ q: x.mul(3), p: x.mul(2) }, (g) => [g.p.mul(2).add(g.q.mul(3))]],
  )
  expect(grad((x: Tensor) => reverse(x).p)(tensor(1)).item()).toBe(2)
  const forward = customJvp(
    (x: Tensor) => ({ p: x.mul(2), q: x.mul(3) }),
    ([x], [dx]) => [
      { p: x.mul(2), q: x.mul(3) },
      { q: dx.mul(3), p: dx.mul(2) },
    ],
  )
  expect(() => jvp(forward, [tensor(1)], [tensor(1)])).toThrow('customJvp: the trees differ')
})

test('a traced value that is no argument is an error, and not a derivative of 0', () => {
  const around = (z: Tensor): Tensor => customVjp((x: Tensor): Tensor => x.mul(z), (x) => [x.mul(z), (g) => [g.mul(z)]])(a) // biome-ignore format: one call
  expect(() => grad((z: Tensor) => around(z).sum())(b)).toThrow(TraceError)
  const forwards = (z: Tensor): Tensor => customJvp((x: Tensor): Tensor => x.mul(z), ([x], [dx]) => [x.mul(z), dx.mul(z)])(z) // biome-ignore format: one call
  for (const run of [() => grad((z: Tensor) => forwards(z).sum())(b), () => jvp(forwards, [b], [b])]) {
    expect(run).toThrow(/customJvp: the function uses a value from around it/)
  }
})

test('a rule writes several results out as a list, and needs no `as const`', () => {
  const parts = (x: Tensor): [Tensor, Tensor] => [x.square(), x.mul(3)]
  const reverse = customVjp(parts, (x) => [[x.square(), x.mul(3)], ([g, h]) => [x.mul(2).mul(g).add(h.mul(3)) as Tensor]]) // biome-ignore format: one call
  const forward = customJvp(parts, ([x], [dx]) => [[x.square(), x.mul(3)], [x.mul(2).mul(dx), dx.mul(3)]]) // biome-ignore format: one call
  for (const own of [reverse, forward]) {
    const both = (x: Tensor): Tensor => own(x)[0].mul(own(x)[1]) // 3 x³
    expect(grad(both)(tensor(2)).item()).toBe(36)
    expect(jvp(both, [tensor(2)], [tensor(1)])[1].item()).toBe(36)
  }
})

test('says that a tangent must have the shape of its result, and never strings others together', () => {
  const parts = (x: Tensor) => [x.slice([0, 2]), x] as const
  const swapped = customJvp(parts, ([x], [dx]) => [parts(x), [dx, dx.slice([0, 2])]])
  const total = customJvp((x: Tensor) => x.mul(2), ([x], [dx]) => [x.mul(2), dx.sum()]) // biome-ignore format: one call
  for (const run of [
    () => jvp(swapped, [b], [b]),
    () => grad((x: Tensor) => swapped(x)[0].sum())(b),
    () => jvp(total, [b], [b]),
    () => grad((x: Tensor) => total(x).sum())(b),
  ]) {
    expect(run).toThrow(/customJvp: the rule gave a tangent .* for a result/)
  }
})

test('what a rule gives as the tangent of integers does not matter', () => {
  const largest = (x: Tensor): [Tensor, Tensor] => [x.square(), x.argmax()]
  const own = customJvp(largest, ([x], [dx]) => [largest(x), [x.mul(2).mul(dx), dx]])
  const [[squares], [tangent, none]] = jvp(own, [b], [b])
  expect(squares.toArray()).toEqual(b.square().toArray())
  expect(tangent.toArray()).toEqual(b.square().mul(2).toArray())
  expect(none.toArray()).toBe(0)
})

test('customJvp chooses at a kink', () => {
  const right = customJvp((x: Tensor) => x.abs(), ([x], [dx]) => [x.abs(), where(x.less(0), dx.neg(), dx)]) // biome-ignore format: one call
  const x = tensor([0, -2])
  expect(grad((z: Tensor) => right(z).sum())(x).toArray()).toEqual([1, -1])
  expect(jvp(right, [x], [tensor([1, 1])])[1].toArray()).toEqual([1, -1])
})

test('a function with a rule of its own takes more tensors than a call takes arguments', () => {
  const many = new Array<Tensor>(130_000).fill(tensor([1, 2]))
  const total = (list: readonly Tensor[]): Tensor => stack([...list]).sum()
  const own = customVjp(total, (list) => [total(list), (g) => [list.map(() => g)]])
  expect(vmap(own)(many).toArray()).toEqual([130_000, 260_000])
  const ahead = customJvp(total, ([list], [tangents]) => [total(list), total(tangents)])
  const [slope] = grad((list: readonly Tensor[]) => ahead(list))(many)
  expect(slope?.toArray()).toEqual([1, 1])
})
