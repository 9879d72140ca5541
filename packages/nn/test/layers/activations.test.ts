import { grad } from '@adjoint/autograd'
import { checkGradient } from '@adjoint/gradcheck'
import { adjoint } from '@adjoint/gradcheck/adjoint'
import { fromTypedArray, type Tensor } from '@adjoint/tensor'
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import { elu, gelu, leakyRelu, ReLU, relu, Sigmoid, sigmoid, silu, softmax, Tanh, tanh } from '../../src/index.ts'
import { numbersOf } from '../networks.ts'
import { expectClose, reference, tensorOf } from './reference.ts'

const formulas = {
  relu: { make: relu, type: ReLU, value: (z: number) => Math.max(0, z), slope: (z: number) => Number(z > 0) },
  sigmoid: {
    make: sigmoid,
    type: Sigmoid,
    value: (z: number) => 1 / (1 + Math.exp(-z)),
    slope: (z: number) => 1 / (2 + Math.exp(z) + Math.exp(-z)),
  },
  tanh: { make: tanh, type: Tanh, value: Math.tanh, slope: (z: number) => 1 / Math.cosh(z) ** 2 },
}

describe.each(Object.entries(formulas))('%s', (kind, { make, type, value, slope }) => {
  const numbers = fc.array(
    fc.integer({ min: -9970, max: 9970 }).map((k) => k / 997),
    { maxLength: 12 },
  )

  test.prop([numbers])('is its formula, element by element, and keeps shape and dtype', (z) => {
    const x: Tensor = fromTypedArray(Float64Array.from(z), [1, z.length])
    const y = make().forward(x)
    expect([y.shape, y.dtype]).toEqual([[1, z.length], 'float64'])
    numbersOf(y).forEach((a, i) => {
      expect(a).toBeCloseTo(value(z[i] ?? Number.NaN), 14)
    })
    const dx = grad((x: Tensor) => make().forward(x).sum())(x)
    numbersOf(dx).forEach((g, i) => {
      expect(g).toBeCloseTo(slope(z[i] ?? Number.NaN), 14)
    })
  })

  it('has a kind, a class and no parameters', () => {
    expect(make()).toBeInstanceOf(type)
    expect({ ...make() }).toEqual({ kind })
  })

  it('keeps NaN, and is finite or infinite where its formula is', () => {
    const special = [Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, -1e300, 1e300]
    expect(numbersOf(make().forward(fromTypedArray(Float64Array.from(special))))).toEqual(special.map(value))
  })
})

it('relu has the derivative 0 at its kink', () => {
  const dx = grad((x: Tensor) => relu().forward(x).sum())(fromTypedArray(Float64Array.of(0, -0)))
  expect(numbersOf(dx)).toEqual([0, 0])
})

it.each([
  ['leakyRelu', leakyRelu(0.2), 0.2],
  ['elu', elu(), 1], // smooth with alpha 1
  ['elu', elu(0.5), 0.5],
] as const)('%s has at 0 the derivative from below', (_name, layer, slope) => {
  const dx = grad((x: Tensor) => layer.forward(x).sum())(fromTypedArray(Float64Array.of(0, -0)))
  expect(numbersOf(dx)).toEqual([slope, slope])
})

it('leakyRelu lets a hundredth through, and elu is bounded by -1, where nothing else is said', () => {
  const x = fromTypedArray(Float64Array.of(-100))
  expect(numbersOf(leakyRelu().forward(x))).toEqual([-1])
  expect(numbersOf(elu().forward(x))).toEqual([-1])
})

describe('the others give what NumPy and SciPy give, and have the right gradient', () => {
  const layers = { gelu: gelu(), silu: silu(), leakyRelu: leakyRelu(0.1), elu: elu(1.5), softmax: softmax() }
  const { x, ...expected } = reference.activations

  it.each(Object.keys(layers) as (keyof typeof layers)[])('%s', (name) => {
    expectClose(layers[name].forward(tensorOf(x)), expected[name])
    const smooth = fromTypedArray(Float64Array.of(-2.1, -0.6, 0.4, 1.7))
    const f = (z: Tensor): Tensor => layers[name].forward(z).square().sum()
    expect(checkGradient(f, [smooth], { adapter: adjoint }).verdict).toBe('pass')
  })
})
