import { grad, hessian, hvp, jacfwd, jacobian, jacrev, jvp, linearize, vjp } from '@adjoint/autograd'
import {
  DomainError,
  DTypeError,
  fromTypedArray,
  isFloat,
  matmul,
  ShapeError,
  type Tensor,
  tensor,
  zeros,
} from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { catalogue, inputsOf } from './catalogue.ts'
import { expectClose, expectSame } from './checks.ts'
import { draws } from './values.ts'

/** A column of a Jacobian has the dtype of the result, and a row that of the argument. */
function expectCloseNumbers(actual: Tensor, expected: Tensor): void {
  expectClose(actual.astype('float64'), expected.astype('float64'))
}

describe.each(Object.entries(catalogue))('the Jacobian of %s', (_, example) => {
  test('is the same in both modes, and times a vector what jvp and vjp give', () => {
    const x = inputsOf(example)
    const argnums = x.flatMap(({ dtype }, k) => (isFloat(dtype) ? [k] : []))
    const f = (...inputs: Tensor[]): Tensor => example.call(...inputs)
    const [forward, reverse, either] = [jacfwd, jacrev, jacobian].map((way) => way(f, { argnums })(...x) as Tensor[]) // biome-ignore format: a list
    const y = f(...x)
    for (const [i, k] of argnums.entries()) {
      const [one, other, third, input] = [forward?.[i], reverse?.[i], either?.[i], x[k]]
      if (!one || !other || !third || !input) throw new Error('a block is missing')
      expect(one.shape).toEqual([...y.shape, ...input.shape])
      expectCloseNumbers(other, one)
      expectCloseNumbers(third, one)
      const matrix = one.reshape([y.size, input.size])
      const direction = draws(7)(input.shape)
      const along = jvp((z: Tensor) => f(...x.with(k, z)), [input], [direction])[1]
      expectCloseNumbers(matmul(matrix, direction.reshape([-1])).reshape(y.shape), along)
      const g = draws(8)(y.shape)
      const pulled = vjp((z: Tensor) => f(...x.with(k, z)), input)[1](g)[0]
      expectCloseNumbers(matmul(g.reshape([-1]), matrix).reshape(input.shape), pulled)
    }
  })
})

describe('jacfwd, jacrev, jacobian', () => {
  const double = (numbers: number[]): Tensor => fromTypedArray(Float64Array.from(numbers))

  test('of trees: a tree like the arguments in place of each tensor of the result', () => {
    const f = ({ a, b }: { a: Tensor; b: Tensor }) => [a.mul(2), b.sum(), 'kept'] as const
    const x = { a: double([1, 2]), b: double([3]) }
    for (const way of [jacfwd, jacrev, jacobian]) {
      const [ofA, ofSum, kept] = way(f)(x)
      expect([ofA.a.toArray(), ofA.b.toArray()]).toEqual([[[2, 0], [0, 2]], [[0], [0]]]) // biome-ignore format: matrices
      expect([ofSum.a.toArray(), ofSum.b.toArray()]).toEqual([[0, 0], [1]])
      expect(kept).toBe('kept')
    }
  })

  test('of maps, by types too', () => {
    const f = (x: Tensor) => new Map([['y', x.mul(2)]])
    expect(jacobian(f)(double([1, 2])).get('y')?.toArray()).toEqual([[2, 0], [0, 2]]) // biome-ignore format: a matrix
  })

  test('by several arguments give one for each', () => {
    const [ofA, ofB] = jacobian((a: Tensor, b: Tensor) => a.mul(b), { argnums: [1, 0] })(double([2]), double([5]))
    expect([ofA.toArray(), ofB.toArray()]).toEqual([[[2]], [[5]]])
  })

  test('what is no float has zeros, of the dtype of what is one', () => {
    for (const way of [jacfwd, jacrev, jacobian]) {
      for (const dtype of ['float32', 'float64'] as const) {
        const x = tensor([0, 2], { dtype })
        const [truth, whole] = way((z: Tensor) => [z.greater(1), z.astype('int32')])(x)
        const { n } = way((tree: { x: Tensor; n: Tensor }) => tree.x.mul(tree.n))({
          x,
          n: tensor([3, 4], { dtype: 'int32' }),
        })
        for (const block of [truth, whole, n]) expectSame(block ?? x, zeros([2, 2], { dtype }))
      }
      const none = way(({ n }: { x: Tensor; n: Tensor }) => n)({ x: double([1]), n: tensor([3], { dtype: 'int32' }) })
      expect([none.x.dtype, none.n.dtype]).toEqual(['float64', 'float32'])
    }
  })

  test('what is a float has the dtype of the result, whichever mode is taken', () => {
    for (const way of [jacfwd, jacrev, jacobian]) {
      const wide = way((z: Tensor) => z.astype('float64').sum())(tensor([1, 2]))
      const narrow = way((z: Tensor) => z.astype('float32').mul(2))(double([3]))
      expect([wide.dtype, narrow.dtype]).toEqual(['float64', 'float32'])
    }
  })

  test('can be differentiated again', () => {
    const f = (x: Tensor): Tensor => x.mul(x).mul(x)
    const third = jacfwd(jacrev(jacobian(f)))(double([2]))
    expect([third.shape, third.item()]).toEqual([[1, 1, 1, 1], 6])
  })

  test('name mistakes', () => {
    expect(() => jacfwd((x: Tensor) => x)(tensor([1], { dtype: 'int32' }))).toThrow(DomainError)
    expect(() => Reflect.apply(jacrev, undefined, [(x: Tensor) => x, { argnum: 1 }])).toThrow(/jacrev/)
    const f = (x: Tensor): Tensor => x.square().sum()
    expect(() => hessian(f, { argnums: [0, 0] })).toThrow(/^hessian: argnums/)
    expect(() => hessian(f)(tensor([1], { dtype: 'int32' }))).toThrow(/^hessian: argument 0 holds no float/)
  })
})

describe('hessian and hvp', () => {
  const draw = draws(2)
  const f = (x: Tensor, w: Tensor): Tensor => matmul(x, w).tanh().square().sum()
  const [x, w] = [draw([2, 3]), draw([3, 2])]

  test('agree with each other and with the gradient of the gradient', () => {
    const h = hessian(f)(x, w)
    expect(h.shape).toEqual([2, 3, 2, 3])
    const v = draw([2, 3])
    const product = matmul(h.reshape([6, 6]), v.reshape([-1])).reshape([2, 3])
    expectClose(
      hvp((z: Tensor) => f(z, w), [x], [v]),
      product,
    )
    expectClose(grad((z: Tensor) => grad(f)(z, w).mul(v).sum())(x), product)
  })

  test('hvp of several arguments gives the product for each', () => {
    const [v, u] = [draw([2, 3]), draw([3, 2])]
    const [first, second] = hvp(f, [x, w], [v, u])
    const gradients = (a: Tensor, b: Tensor) => grad(f, { argnums: [0, 1] })(a, b)
    const [one, two] = jvp(gradients, [x, w], [v, u])[1]
    expectSame(first, one)
    expectSame(second, two)
  })

  test('hvp has constants among its arguments, as jvp has', () => {
    const labels = tensor([1, 0, 2], { dtype: 'int32' })
    const loss = (z: Tensor, n: Tensor, power: number): Tensor => z.mul(n).pow(power).sum()
    const [z, v] = [draw([3]), draw([3])]
    const [product, ofLabels, ofPower] = hvp(loss, [z, labels, 3], [v, labels, 0])
    expectSame(
      product,
      hvp((one: Tensor) => loss(one, labels, 3), [z], [v]),
    )
    expectSame(ofLabels, zeros([3], { dtype: 'int32' }))
    expect(ofPower).toBe(3)
    expect(() => hvp((n: Tensor) => n.astype('float32').sum(), [labels], [labels])).toThrow(/argument 0 holds no float/)
  })

  test('of trees', () => {
    const h = hessian(({ a, b }: { a: Tensor; b: Tensor }) => a.mul(b).sum())({ a: tensor([1, 2]), b: tensor([3, 4]) })
    expect([h.a.a.toArray(), h.a.b.toArray()]).toEqual([[[0, 0], [0, 0]], [[1, 0], [0, 1]]]) // biome-ignore format: matrices
  })
})

describe('linearize', () => {
  test('gives the value and a map that can be used again, as jvp', () => {
    let runs = 0
    const f = (a: Tensor, b: Tensor) => {
      runs++
      return { y: a.mul(b).tanh(), same: b }
    }
    const draw = draws(4)
    const [a, b] = [draw([3]), draw([2, 3])]
    const [values, push] = linearize(f, a, b)
    for (const seed of [1, 2]) {
      const [da, db] = [draws(seed)([3]), draws(seed + 5)([2, 3])]
      const tangents = push(da, db)
      expect(runs).toBe(1)
      const [y, dy] = jvp((p: Tensor, q: Tensor) => ({ y: p.mul(q).tanh(), same: q }), [a, b], [da, db])
      expectSame(values.y, y.y)
      expectSame(tangents.y, dy.y)
      expectSame(tangents.same, db)
    }
  })

  test('names mistakes', () => {
    const [, push] = linearize((x: Tensor) => x, zeros([2]) as Tensor)
    expect(() => push(zeros([3]))).toThrow(ShapeError)
    expect(() => push(zeros([2], { dtype: 'int32' }))).toThrow(DTypeError)
  })
})
