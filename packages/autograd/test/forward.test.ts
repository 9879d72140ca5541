import { jvp, stopGradient } from '@adjoint/autograd'
import { add, DomainError, DTypeError, matmul, mul, ShapeError, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { expect, test } from 'vitest'

const f = (x: Tensor, y: Tensor): Tensor => x.mul(y).add(x.square())

test('the value and the derivative along a direction', () => {
  const [y, dy] = jvp(f, [tensor([2, 3]), tensor([5, 7])], [tensor([1, 0]), tensor([0, 10])])
  expect(y.toArray()).toEqual([14, 30])
  expect(dy.toArray()).toEqual([9, 30]) // dx y + x dy + 2 x dx
})

test('it runs the function once', () => {
  let runs = 0
  jvp((x: Tensor) => {
    runs++
    return x.mul(2)
  }, [tensor(1)], [tensor(1)]) // biome-ignore format: short
  expect(runs).toBe(1)
})

test('what does not depend on the argument has a tangent of zeros', () => {
  const g = (x: Tensor): Tensor[] => [tensor([1, 2]), x, stopGradient(x), x.greater(0)]
  const [, dy] = jvp(g, [tensor([3, 4])], [tensor([5, 6])])
  expect(dy.map((one) => [one.dtype, one.toArray()])).toEqual([
    ['float32', [0, 0]],
    ['float32', [5, 6]],
    ['float32', [0, 0]],
    ['bool', [0, 0]],
  ])
})

test('tangents keep shape and dtype where only the smaller operand varies', () => {
  const wide = tensor([[1, 2], [3, 4]], { dtype: 'float64' }) // biome-ignore format: a matrix
  const [, dy] = jvp((x: Tensor) => wide.add(x), [tensor([1, 2])], [tensor([5, 6])])
  expect([dy.dtype, dy.toArray()]).toEqual(['float64', [[5, 6], [5, 6]]]) // biome-ignore format: a matrix
})

test('a product whose left or right factor is constant', () => {
  const [a, b] = [tensor([[1, 2]]), tensor([[3], [4]])]
  expect(
    jvp((x: Tensor) => matmul(x as Tensor, b), [a as Tensor], [tensor([[10, 100]]) as Tensor])[1].toArray(),
  ).toEqual([[430]])
  expect(
    jvp((x: Tensor) => matmul(a, x as Tensor), [b as Tensor], [tensor([[10], [100]]) as Tensor])[1].toArray(),
  ).toEqual([[210]])
})

test('arguments of integers take part and have no tangent', () => {
  const index = tensor([1, 2], { dtype: 'int32' })
  const [, dy] = jvp((x: Tensor, i: Tensor) => mul(x, i), [tensor([3, 4]), index], [tensor([1, 1]), zeros([2])])
  expect(dy.toArray()).toEqual([1, 2])
})

test('the tangent of a float64 argument may be float32', () => {
  const [y, dy] = jvp((x: Tensor) => add(x, 1), [tensor(1, { dtype: 'float64' })], [tensor(1)])
  expect([y.dtype, dy.dtype]).toEqual(['float64', 'float64'])
})

test('errors: another shape, no float, another tree', () => {
  const square = (x: Tensor): Tensor => x.square()
  expect(() => jvp(square, [tensor([1, 2])], [tensor([1])])).toThrow(ShapeError)
  expect(() => jvp(square, [tensor([1, 2])], [tensor([1])])).toThrow(/tangent \[1\].*argument \[2\]/)
  expect(() => jvp(square, [tensor([1])], [tensor([1], { dtype: 'int32' })])).toThrow(DTypeError)
  expect(() => jvp((x: Tensor[]) => x, [[tensor(1)]], [[]])).toThrow(/jvp: the trees differ/)
})

test('what holds no tensor is an error, and not a derivative of 0', () => {
  const square = (x: Tensor): Tensor => x.square()
  expect(() => Reflect.apply(jvp, undefined, [square, [3], [1]])).toThrow(DomainError)
  expect(() => Reflect.apply(jvp, undefined, [square, tensor(3), tensor(1)])).toThrow(/write jvp\(f, \[x\], \[dx\]\)/)
})
