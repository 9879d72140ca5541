import { grad, NonFiniteAdjointError, valueAndGrad } from '@adjoint/autograd'
import { log, ones, scope, type Tensor, tensor, where } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'

const caught = (run: () => unknown): NonFiniteAdjointError => {
  try {
    run()
  } catch (error) {
    if (error instanceof NonFiniteAdjointError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('checkFinite', () => {
  const f = (x: Tensor): Tensor => scope('fc1', () => x.mul(2).sqrt()).exp().sum() // biome-ignore format: one formula

  test('names the op of the function whose derivative made the first adjoint that is not finite, and where', () => {
    const error = caught(() => grad(f, { checkFinite: true })(tensor([4, 0, 1])))
    expect(error.node).toBe('fc1/sqrt')
    expect(error.message).toMatch(
      /adjoint of fc1\/mul \[3\] is Infinity at element 1: the derivative of fc1\/sqrt makes it, where .* is 0/,
    )
  })

  test('tells the range of an operand that does not stand beside it', () => {
    const quotient = (x: Tensor): Tensor => x.div(tensor([[1], [0], [7]])).sum()
    expect(caught(() => grad(quotient, { checkFinite: true })(ones([3, 2]))).message).toMatch(
      /the derivative of div makes it, where x0 \[3, 2\] is 1 and \[3, 1\] is in \[0, 7\]\./,
    )
    const product = (x: Tensor): Tensor => x.matmul(tensor([[1, 0], [Number.POSITIVE_INFINITY, 0]])).sum() // biome-ignore format: a matrix
    expect(caught(() => grad(product, { checkFinite: true })(ones([2, 2]))).message).toContain('is in [0, Infinity]')
  })

  test('says nothing where all is finite, and is off by default', () => {
    expect(grad(f, { checkFinite: true })(tensor([4, 1])).toArray()).toEqual(grad(f)(tensor([4, 1])).toArray())
    expect(grad(f)(tensor([0])).item()).toBe(Number.POSITIVE_INFINITY)
  })

  test('sees an adjoint that no gradient shows', () => {
    // a product with 0 absorbs the infinite derivative of the root
    const hidden = (x: Tensor): Tensor => x.mul(0).sqrt().sum()
    expect(grad(hidden)(tensor([1])).toArray()).toEqual([0])
    expect(caught(() => grad(hidden, { checkFinite: true })(tensor([1]))).node).toBe('sqrt')
  })

  test('is silent where a choice absorbs an infinite derivative, and names an op that overflows', () => {
    // the infinite derivative of the branch that was not taken is absorbed; NaN · 0 is not
    const chosen = (x: Tensor): Tensor => where(x.greater(0), x, log(x)).sum()
    expect(valueAndGrad(chosen, { checkFinite: true })(tensor([1, 2]))[1].toArray()).toEqual([1, 1])
    const error = caught(() =>
      grad((x: Tensor) => x.mul(1e30).mul(1e30).square().sum(), { checkFinite: true })(tensor([1])),
    )
    expect(error.node).toBe('square')
  })
})
