// A derivative in one pass must give what its ops give one by one, to the bit, and only where nobody looks at the ops.
import { defineOp, grad, jvp, record, rules, vjp, withRule } from '@adjoint/autograd'
import { apply, type FloatDType, fromTypedArray, type Op, sub, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { describe, expect, test } from 'vitest'
import { descriptorOf, names } from './catalogue.ts'

type Partial = (...x: Tensor[]) => unknown

/** The ops that have a partial derivative which varies. */
const varying = names.filter((name) => {
  const rule: unknown = rules[name as keyof typeof rules]
  return Array.isArray(rule) && rule.some((partial) => typeof partial === 'function')
})

/** The same op with partial derivatives that are not those of the table, and so are taken op by op. */
function opByOp(op: Op): Op {
  const rule = rules[op.name as keyof typeof rules] as readonly unknown[]
  const wrapped = rule.map((partial) => typeof partial === 'function' ? (...x: Tensor[]) => (partial as Partial)(...x) : partial) // biome-ignore format: one line
  return withRule(op, wrapped as never)
}

const special = [
  0,
  -0,
  1,
  -1,
  0.5,
  -0.5,
  0.3,
  2.9,
  -7.25,
  1e-40,
  -1e-310,
  1e30,
  -1e200,
  Infinity,
  -Infinity,
  Number.NaN,
]

/** Numbers for an operand, all pairs of special ones among them: each operand goes through them at another pace. */
function numbers(operand: number, size: number, dtype: FloatDType): Tensor {
  const values = Array.from({ length: size }, (_, i) => {
    const turn = i + (i >> 4) * operand
    return i < 256 ? (special[turn & 15] ?? 0) : Math.sin(i + operand)
  })
  return fromTypedArray(dtype === 'float32' ? Float32Array.from(values) : Float64Array.from(values))
}

describe.each(varying)('%s', (name) => {
  const op = descriptorOf(name)

  // 300 and 600 numbers are for vectors, 40 for loops. In float32 loops would differ: they round once for each op, so one is better
  test.each([
    ['float64', 300],
    ['float64', 40],
    ['float32', 600],
  ] as const)('in %s, of %i numbers', (dtype, size) => {
    const x = Array.from({ length: op.arity }, (_, i) => numbers(i, size, dtype))
    const [dx, g] = [x.map((_, i) => numbers(i + 3, size, dtype)), numbers(9, size, dtype)]
    const both = [op, opByOp(op)].map((one) => {
      const f = (...z: Tensor[]): Tensor => apply(one, z, null)
      return [...vjp(f, ...x)[1](g), jvp(f, x, dx)[1]].map((y) => y.toTypedArray())
    })
    expect(both[0]).toEqual(both[1])
  })
})

test('a loop over float32 rounds once, so it is the pass that is taken', () => {
  const x = fromTypedArray(Float32Array.from({ length: 40 }, (_, i) => i / 13 - 1))
  const slopes = grad((z: Tensor) => z.sigmoid().sum())(x)
  const y = [...x.sigmoid().toTypedArray()]
  expect(slopes.toTypedArray()).toEqual(Float32Array.from(y, (one) => one * (1 - one)))
  expect(slopes.toTypedArray()).not.toEqual(x.sigmoid().mul(sub(1, x.sigmoid())).toTypedArray())
})

test('who traces an operand sees the ops', () => {
  const tape = record(
    grad((z: Tensor) => z.tanh().sum()),
    zeros([3]),
  )
  const made = tape.nodes.flatMap(({ op }) => op?.name ?? [])
  expect(made).toEqual(['tanh', 'sum', 'square', 'sub', 'mulAbsorbing'])
  const twice = grad((z: Tensor) => grad((w: Tensor) => w.tanh().sum())(z).sum())
  const [x, y] = [0.3, Math.tanh(0.3)]
  expect(twice(tensor([x], { dtype: 'float64' })).item()).toBeCloseTo(-2 * y * (1 - y * y), 14)
})

test('the derivative of an op that somebody defined is called each time, for it may read what changes', () => {
  let slope = 2
  const op = defineOp({ name: 'changing', scalar: (m, x) => m.mul(x, x), rule: [(_y, x) => x.mul(0).add(slope)] })
  const gradient = grad((x: Tensor) => op(x).sum())
  expect(gradient(tensor([1])).item()).toBe(2)
  slope = 3
  expect(gradient(tensor([1])).item()).toBe(3)
})
