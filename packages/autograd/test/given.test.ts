// What everybody gets wrong first: no function, one that returns nothing, and numbers in the place of tensors.
import * as autograd from '@adjoint/autograd'
import { DomainError, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'

const x = tensor([1, 2])
const nothing = (y: Tensor): void => {
  y.square()
}

/** How each transform is called, with f. */
const calls: Readonly<Record<string, readonly unknown[]>> = {
  vjp: [x],
  linearize: [x],
  jvp: [[x], [x]],
  hvp: [[x], [x]],
  scan: [x, x],
  record: [x],
}
const curried = ['grad', 'valueAndGrad', 'jacfwd', 'jacrev', 'jacobian', 'hessian', 'vmap', 'checkpoint', 'fixedPoint']

function call(name: string, f: unknown): unknown {
  const transform: unknown = Reflect.get(autograd, name)
  if (typeof transform !== 'function') throw new RangeError(`${name} is no transform`)
  const given = Reflect.apply(transform, undefined, [f, ...(calls[name] ?? [])])
  return typeof given === 'function' ? given(x) : given
}

describe.each([...Object.keys(calls), ...curried])('%s', (name) => {
  test.each([3, undefined, null, x])('of what is no function says so', (f) => {
    expect(() => call(name, f)).toThrow(DomainError)
    expect(() => call(name, f)).toThrow(`${name}: f is ${String(f)}; give a function.`)
  })
})

test.each(['vjp', 'linearize', 'jvp', 'jacfwd', 'jacrev', 'jacobian', 'vmap', 'checkpoint'])(
  '%s of a function that returns nothing, or a promise, or a number, says so',
  (name) => {
    expect(() => call(name, nothing)).toThrow(`${name}: f returned undefined; return a tensor or a tree of them.`)
    expect(() => call(name, async (y: Tensor) => y)).toThrow(`${name}: f returned a promise, for it is async`)
    expect(() => call(name, () => 3)).toThrow(
      `${name}: f returned a number (item() gives one), which has no derivative`,
    )
  },
)

test.each(['hessian', 'hvp'])('%s says what is wrong under its own name', (name) => {
  expect(() => call(name, nothing)).toThrow(`${name}: f must return a tensor`)
  expect(() => call(name, (y: Tensor) => y)).toThrow(`${name}: f returned`)
})

test('numbers are no tensors to differentiate by', () => {
  const square = (y: Tensor): Tensor => y.square()
  for (const name of ['vjp', 'linearize']) {
    const transform: unknown = Reflect.get(autograd, name)
    for (const args of [[square], [square, 3], [square, null]]) {
      expect(() => Reflect.apply(transform as () => void, undefined, args)).toThrow(
        `${name}: no argument holds a tensor`,
      )
    }
  }
})
