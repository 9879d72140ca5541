import { grad, hessian, jvp, record, vjp, vmap } from '@adjoint/autograd'
import {
  add,
  DomainError,
  diag,
  einsum,
  inv,
  isFloat,
  matmul,
  ones,
  random,
  ShapeError,
  slice,
  solve,
  stack,
  type Tensor,
  TraceError,
  take,
  tensor,
  trace,
  zeros,
} from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { catalogue, inputsOf } from './catalogue.ts'
import { expectClose, expectSame } from './checks.ts'
import { draws } from './values.ts'

const number = (value: number): Tensor => tensor(value, { dtype: 'float64' })

describe.each(Object.entries(catalogue))('%s of a batch', (_, example) => {
  const first = inputsOf(example)
  const second = first.map((x) => (isFloat(x.dtype) ? x.mul(0.9).add(0.01) : x) as Tensor)
  const third = first.map((x) => (isFloat(x.dtype) ? x.mul(1.05) : x) as Tensor)
  const samples = [first, second, third]
  const batches = first.map((_, k) => stack(samples.map((one) => one[k] ?? ones([]))))
  const call = (...x: Tensor[]): Tensor => example.call(...x)

  test('is the batch of the results, whichever operands are batches', () => {
    for (let mask = 1; mask < 2 ** first.length; mask++) {
      const mapped = first.map((_, k) => (mask & (1 << k)) !== 0)
      const inputs = mapped.map((is, k) => (is ? batches[k] : first[k]) ?? ones([]))
      const at = (i: number) => mapped.map((is, k) => (is ? samples[i]?.[k] : first[k]) ?? ones([]))
      const inAxes = mapped.map((is) => (is ? 0 : null))
      expectClose(vmap(call, { inAxes })(...inputs), stack([0, 1, 2].map((i) => call(...at(i)))))
    }
  })

  test('has the gradients of the results, mapped inside and outside', () => {
    const at = first.map((x) => isFloat(x.dtype))
    if (!at.includes(true)) return
    const argnums = at.flatMap((is, k) => (is ? [k] : []))
    const weighted = (...x: Tensor[]): Tensor => call(...x).square().sum() // biome-ignore format: one formula
    const each = samples.map((one) => grad(weighted, { argnums })(...one))
    const inner = vmap(grad(weighted, { argnums }))(...batches)
    const outer = grad((...x: Tensor[]) => vmap(weighted)(...x).sum(), { argnums })(...batches)
    for (const k of argnums.keys()) {
      const expected = stack(each.map((gradients) => gradients[k] ?? ones([])))
      expectClose(inner[k] ?? ones([]), expected)
      expectClose(outer[k] ?? ones([]), expected)
    }
  })

  test('of no samples gives none, of the shapes and dtypes of the results and gradients', () => {
    const none = first.map(({ shape, dtype }) => zeros([0, ...shape], { dtype }))
    const { shape, dtype } = call(...first)
    expectSame(vmap(call)(...none), zeros([0, ...shape], { dtype }))
    const argnums = first.flatMap((x, k) => (isFloat(x.dtype) ? [k] : []))
    if (argnums.length === 0) return
    const found = vmap(grad((...x: Tensor[]) => call(...x).sum(), { argnums }))(...none) // biome-ignore format: one call
    const described = (x: Tensor | undefined) => [x?.shape, x?.dtype]
    expect(found.map(described)).toEqual(argnums.map((k) => described(none[k])))
  })
})

describe('vmap', () => {
  const draw = draws(3)
  const [a, b] = [draw([4, 3]), draw([3, 5])]

  test('maps over any axis, to any axis, also a negative one', () => {
    const f = (x: Tensor): Tensor => x.mul(2)
    expectSame(vmap(f, { inAxes: 1 })(a), f(a).transpose())
    expectSame(vmap(f, { inAxes: -1, outAxes: -1 })(a), f(a))
    expectSame(vmap(f, { inAxes: -1, outAxes: 1 })(a), f(a))
  })

  test('nests: a matrix product of dot products', () => {
    const dot = (x: Tensor, y: Tensor): Tensor => x.mul(y).sum()
    const product = vmap((row: Tensor) => vmap((column: Tensor) => dot(row, column), { inAxes: 1 })(b))(a)
    expectClose(product, matmul(a, b))
  })

  test('takes and returns trees; a result that does not vary is repeated', () => {
    const f = ({ w }: { w: Tensor }, x: Tensor) => ({ y: [matmul(x, w)], one: number(1) })
    const { y, one } = vmap(f, { inAxes: [null, 0] })({ w: b }, a)
    expectClose(y[0] ?? one, matmul(a, b))
    expectSame(one, ones([4], { dtype: 'float64' }))
  })

  test('a result whose axis is null is the same for all samples, and gets no axis', () => {
    const [y, one] = vmap((x: Tensor) => [x.mul(2), number(1)], { outAxes: [1, null] })(a)
    expectSame(y ?? a, a.mul(2).transpose())
    expectSame(one ?? a, number(1))
    expectSame(vmap((_x: Tensor) => b, { outAxes: null })(a), b)
    expect(() => vmap((x: Tensor) => x, { outAxes: null })(a)).toThrow(/outAxes is null for \[3\] of 4, which differs/)
  })

  test('gives a gradient for each sample, and a Hessian', () => {
    const f = (x: Tensor): Tensor => x.mul(x).mul(x).sum()
    expectClose(vmap(grad(f))(a), a.square().mul(3))
    expectClose(vmap(hessian(f))(a).slice(2), hessian(f)(slice(a, 2)))
  })

  test('composes with both modes around and inside it', () => {
    const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).tanh()
    const [x, y] = [draw([4, 3]), draw([4, 3])]
    const mapped = vmap(f)
    expectSame(jvp(mapped, [x, y], [y, x])[1], jvp(f, [x, y], [y, x])[1])
    expectSame(vmap((p: Tensor, q: Tensor) => jvp(f, [p, q], [q, p])[1])(x, y), jvp(f, [x, y], [y, x])[1])
    const [, pull] = vjp(mapped, x, y)
    expectSame(pull(x)[0], vjp(f, x, y)[1](x)[0])
  })

  test('takes trees of axes, which may stop where all tensors have the same', () => {
    const affine = ({ w, b }: { w: Tensor; b: Tensor }, rest: Map<string, Tensor[]>): { y: Tensor; all: Tensor[] } => {
      const y = w.mul(b).add(rest.get('c.d')?.[0] ?? b)
      return { y, all: [y, y.sum(), b] }
    }
    const row = draw([3])
    const c = new Map([['c.d', [a, b]]])
    const options = { inAxes: [{ w: 0, b: null }, { 'c.d': [0, null] }], outAxes: { y: 1, all: [0, 0, null] } }
    const { y, all } = vmap(affine, options)({ w: a, b: row }, c)
    const expected = a.mul(row).add(a)
    expectSame(y, expected.transpose())
    expectSame(all[0] ?? b, expected)
    expectClose(all[1] ?? b, expected.sum({ axis: 1 }))
    expectSame(all[2] ?? b, row)
    const axesOfMap = new Map([['c.d', [0, null]]])
    expectSame(vmap(affine, { ...options, inAxes: [{ w: 0, b: null }, axesOfMap] })({ w: a, b: row }, c).y, y)
  })

  test('a tree of axes leaves out what holds no tensor', () => {
    const scaled = ({ w }: { w: Tensor; name: string }): Tensor => w.mul(2)
    expectSame(vmap(scaled, { inAxes: [{ w: 0 }] })({ w: a, name: 'fc' }), a.mul(2))
  })

  test('of no samples gives none', () => {
    expect(vmap((x: Tensor) => x.sum())(zeros([0, 3])).shape).toEqual([0])
    expect(vmap((x: Tensor) => x.reshape([-1]))(zeros([0, 3, 2]) as Tensor).shape).toEqual([0, 6])
  })

  test('an op that does not take an element takes no batch of them, though it may look like what the op takes', () => {
    const [square, row] = [draw([3, 3]), draw([3])]
    expect(() => vmap((x: Tensor) => inv(x))(square)).toThrow(/inv: .* but gets \[3\]/)
    expect(() => vmap((x: Tensor) => solve(x, row))(square)).toThrow(/solve: .* but gets \[3\]/)
    expect(() => vmap((x: Tensor) => grad((z: Tensor) => inv(z).sum())(x))(square)).toThrow(ShapeError)
    expect(() => vmap((x: Tensor) => matmul(x, row))(a.reshape([4, 1, 3]).slice(':', ':', [0, 2]))).toThrow(
      /\[1, 2\] of 4/,
    )
  })

  test.each<[string, number[], (x: Tensor) => Tensor]>([
    ['trace', [3, 4], trace],
    ['diag', [3, 4], (x) => diag(x, 1)],
    ['einsum of a diagonal', [2, 3, 3], (x) => einsum('bii->bi', x)],
    ['the trace of a Hessian', [3], (x) => trace(hessian((z: Tensor) => z.sin().prod())(x))],
  ])('%s takes no op for each sample', (_, shape, f) => {
    const opsOf = (size: number): number =>
      record(vmap(grad((x: Tensor) => f(x).sum())), draw([size, ...shape])).nodes.length
    expect(opsOf(50)).toBe(opsOf(2))
    const samples = draw([2, ...shape])
    expectClose(vmap(f)(samples), stack([f(slice(samples, 0)), f(slice(samples, 1))]))
  })

  test.each([
    [0, []],
    [1, [2]],
    [2, [2, 2]],
  ])('takes from one table at axis %i, without an op for each sample', (axis, shape) => {
    // biome-ignore format: one line
    const [table, indices] = [draw([3, 4, 5]), random(1).randint(0, 3, [6, ...shape])]
    const f = (at: Tensor): Tensor => take(table, at, { axis })
    const loop = stack(Array.from({ length: 6 }, (_, i) => f(slice(indices, i))))
    expect(vmap(f)(indices).toArray()).toEqual(loop.toArray())
    expect(record(vmap(f), indices).nodes.length).toBeLessThan(5)
  })

  test('an op that others define is still one op of the batch, with its own derivative', () => {
    const masked = tensor([[-Infinity, -Infinity], [-Infinity, 0], [1e9, 1e9], [2, 2]]) // biome-ignore format: a table
    const loose: readonly ((x: Tensor) => Tensor)[] = [
      (x) => x.logsumexp(),
      (x) => x.norm(),
      (x) => x.std(),
      (x) => x.variance({ ddof: 2 }),
      (x) => x.softmax().slice(0),
      (x) => x.logSoftmax().slice(0),
    ]
    for (const f of loose) {
      const outside = grad((x: Tensor) => vmap(f)(x).sum())(masked)
      expect(outside.toArray()).toEqual(stack([0, 1, 2, 3].map((i) => grad(f)(slice(masked, i)))).toArray())
      expect(outside.toArray()).toEqual(vmap(grad(f))(masked).toArray())
      expect(record(vmap(f), masked).nodes.length).toBeLessThan(4) // the batch, the op, and a slice perhaps
    }
  })

  // biome-ignore format: a table
  test.each([
    [0, []],
    [1, [2]],
    [2, [2, 2]],
    [1, [0]],
  ])('takes and adds with indices of each sample at axis %i, without an op for each', (axis, shape) => {
    const tables = draw([6, 3, 4, 5])
    const indices = random(1).randint(-3, 3, [6, ...shape])
    const f = (x: Tensor, at: Tensor): Tensor => take(x, at, { axis })
    const back = (x: Tensor, at: Tensor): Tensor => x.scatterAdd(at, f(x, at).square(), { axis })
    for (const g of [f, back]) {
      const loop = (...x: Tensor[]): Tensor =>
        stack(Array.from({ length: 6 }, (_, i) => g(slice(x[0] ?? a, i), slice(x[1] ?? a, i))))
      expectSame(vmap(g)(tables, indices), loop(tables, indices))
      const slope = (all: typeof loop): Tensor => grad((x: Tensor) => all(x, indices).square().sum())(tables)
      expectClose(slope(vmap(g) as typeof loop), slope(loop))
      expect(record(vmap(g), tables, indices).nodes.length).toBeLessThan(14)
      const shared = vmap(g, { inAxes: [null, 0] })(slice(tables, 0), indices)
      expectSame(shared, loop(slice(tables, 0).broadcastTo(tables.shape), indices))
    }
  })

  test('leaves values of an outer function alone', () => {
    const f = (s: Tensor): Tensor => vmap((x: Tensor) => x.mul(s))(a).sum()
    expectClose(grad(f)(number(2)), a.sum())
  })

  test('names mistakes', () => {
    expect(() => vmap((x: Tensor) => x, { inAxes: null })(a)).toThrow(DomainError)
    expect(() => vmap(add, { inAxes: [0] })(a, a)).toThrow(/inAxes is a list of 1 for 2 parts/)
    expect(() => vmap((x: Tensor) => [x, x], { outAxes: [0] })(a)).toThrow(/outAxes is a list of 1 for 2 parts/)
    expect(() => vmap((x: Tensor) => x, { outAxes: [0] })(a)).toThrow(/outAxes has parts, but .* one tensor/)
    const product = ({ w, b }: { w: Tensor; b: Tensor }): Tensor => w.mul(b)
    expect(() => vmap(product, { inAxes: [{ w: 0 }] })({ w: a, b: a })).toThrow(/inAxes.0.b is missing/)
    expect(() => vmap(product, { inAxes: [{ w: 0, b: 0, c: 0 }] })({ w: a, b: a })).toThrow(
      'vmap: inAxes.0 has an axis for "c", which is no part of it.',
    )
    expect(() => vmap((x: Tensor, y: Tensor) => add(x, y))(a, b)).toThrow(ShapeError)
    expect(() => vmap((x: Tensor, y: Tensor) => add(x, y))(a, b)).toThrow(/has 4 samples, but .* has 3/)
    expect(() => vmap((x: Tensor) => x, { inAxes: 2 })(a)).toThrow(/\[4, 3\] has no axis 2 for inAxes; give one/)
    expect(() => vmap((x: Tensor) => x, { outAxes: 2 })(a)).toThrow(/has no axis 2 for outAxes/)
    expect(() => vmap((x: Tensor) => (x.sum().item() > 0 ? x : x.neg()))(a)).toThrow(TraceError)
    expect(() => Reflect.apply(vmap, undefined, [add, { inaxes: 0 }])).toThrow(DomainError)
    let leaked: Tensor = a
    vmap((x: Tensor) => {
      leaked = x
      return x
    })(a)
    expect(() => leaked.add(1)).toThrow(TraceError)
  })
})
