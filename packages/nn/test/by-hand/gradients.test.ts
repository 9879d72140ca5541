// The derivatives against differences of the cost, which know nothing of the chain rule.
import { fc, test } from '@fast-check/vitest'
import { describe, expect, it } from 'vitest'
import {
  type Activation,
  cost,
  forward,
  linear,
  linearBackward,
  type Matrix,
  relu,
  reluBackward,
  sigmoid,
  sigmoidBackward,
  singleLayerBackward,
  tanh,
  tanhBackward,
  update,
} from '../../src/by-hand/index.ts'
import { type Case, cases, element, excess, pass, samplesOf } from './networks.ts'

/**
 * The derivative of f at 0 from central differences with the steps 2⁻⁶, 2⁻⁸ and 2⁻¹⁰, each pair extrapolated to step 0
 * (Richardson), and an error bar: what the last extrapolation changed, and the rounding of f over the smallest step.
 */
function difference(f: (step: number) => number, rounding: number): { slope: number; bar: number } {
  const quotient = (h: number): number => (f(h) - f(-h)) / (2 * h)
  const [far, near, nearest] = [quotient(2 ** -6), quotient(2 ** -8), quotient(2 ** -10)]
  const [coarse, fine] = [(16 * near - far) / 15, (16 * nearest - near) / 15]
  return { slope: fine, bar: Math.abs(fine - coarse) + rounding * 2 ** 10 }
}

/** Right when the derivative is within 4 error bars; a bar too wide to say anything is a failure of the test. */
function expectSlope(derivative: number, f: (step: number) => number, rounding: number): void {
  const { slope, bar } = difference(f, rounding)
  expect(bar).toBeLessThanOrEqual(1e-3 * (1 + Math.abs(slope)))
  expect(Math.abs(derivative - slope)).toBeLessThanOrEqual(4 * bar + 1e-8 * (1 + Math.abs(slope)))
}

const costOf = ({ X, Y, parameters, architecture }: Case): number => cost(forward(X, parameters, architecture).YHat, Y)

/** 8 eps for each of the terms of the cost, where log p takes the rounding of p as eps / p. */
function roundingOf(given: Case): number {
  const { YHat, cost } = pass(given)
  const conditions = YHat.flat().map((p) => 1 / Math.min(p, 1 - p))
  return 8 * Number.EPSILON * (Math.abs(cost) + YHat.length * Math.max(...conditions))
}

function moved(a: Matrix, i: number, j: number, step: number): Matrix {
  return a.map((row, r) => (r === i ? row.map((value, c) => (c === j ? value + step : value)) : row))
}

describe('backward agrees with differences of the cost', () => {
  const smooth = cases({ hidden: ['tanh', 'sigmoid'] })

  test.prop([smooth])('by every weight and every bias: dW and db', (given) => {
    const { layers } = pass(given)
    const rounding = roundingOf(given)
    given.parameters.forEach(({ W, b }, l) => {
      const withLayer = (W: Matrix, b: readonly number[]): Case => ({
        ...given,
        parameters: given.parameters.map((layer, at) => (at === l ? { W, b } : layer)),
      })
      W.forEach((row, i) => {
        row.forEach((_, j) => {
          expectSlope(element(layers[l]?.dW ?? [], i, j), (h) => costOf(withLayer(moved(W, i, j, h), b)), rounding)
        })
        const movedBias = (h: number): readonly number[] => moved([b], 0, i, h)[0] ?? []
        expectSlope(layers[l]?.db[i] ?? Number.NaN, (h) => costOf(withLayer(W, movedBias(h))), rounding)
      })
    })
  })

  test.prop([smooth])('by every number of X: dA_prev of layer 1, which is m times that', (given) => {
    const { layers } = pass(given)
    const rounding = roundingOf(given)
    given.X.forEach((row, i) => {
      row.forEach((_, j) => {
        const derivative = element(layers[0]?.dAPrev ?? [], i, j) / samplesOf(given)
        expectSlope(derivative, (h) => costOf({ ...given, X: moved(given.X, i, j, h) }), rounding)
      })
    })
  })

  test.prop([smooth])('by every prediction: dYHat, which is m times that', (given) => {
    const { YHat, dYHat } = pass(given)
    YHat.forEach((row, i) => {
      row.forEach((p, j) => {
        // steps of that share of the distance to the nearer end of [0, 1], where the logarithms end
        const room = Math.min(p, 1 - p)
        const derivative = (element(dYHat, i, j) / samplesOf(given)) * room
        expectSlope(derivative, (h) => cost(moved(YHat, i, j, h * room), given.Y), roundingOf(given))
      })
    })
  })
})

describe("g' is the slope of g", () => {
  type Forward = (Z: Matrix) => Matrix
  const pairs: [Activation, Forward, (dA: Matrix, Z: Matrix) => Matrix][] = [
    ['relu', relu, reluBackward],
    ['sigmoid', sigmoid, sigmoidBackward],
    ['tanh', tanh, tanhBackward],
    ['linear', linear, linearBackward],
  ]
  // away from relu's kink by more than the largest step
  const points = fc.integer({ min: 20, max: 5000 }).chain((k) => fc.constantFrom(k / 997, -k / 997))
  for (const [name, g, gBackward] of pairs) {
    test.prop([points, fc.integer({ min: 1, max: 2000 })])(`${name}: dZ = dA * g'(Z)`, (z, k) => {
      const dA = k / 997
      expectSlope(
        element(gBackward([[dA]], [[z]]), 0, 0),
        (h) => dA * element(g([[z + h]]), 0, 0),
        8 * Number.EPSILON * 16,
      )
    })
  }

  it("relu'(0) = 0, whatever comes from above, and NaN is not hidden", () => {
    expect(relu([[-1, -0, 0, 2, Number.NaN]])).toEqual([[0, 0, 0, 2, Number.NaN]])
    expect(reluBackward([[5, 6, Number.POSITIVE_INFINITY, 8, 9]], [[-1, -0, 0, 2, Number.NaN]])).toEqual([
      [0, 0, 0, 8, 9],
    ])
  })

  it('the ends of the sigmoid are 0 and 1, without NaN', () => {
    const ends = [[Number.NEGATIVE_INFINITY, -1000, 1000, Number.POSITIVE_INFINITY]]
    expect(sigmoid(ends)).toEqual([[0, 0, 1, 1]])
    expect(sigmoidBackward([[1, 1, 1, 1]], ends)).toEqual([[0, 0, 0, 0]])
  })
})

describe('one layer backward', () => {
  it('gives the numbers that the formulas give on paper', () => {
    const { dW, db, dZ, dAPrev } = singleLayerBackward(
      [[1, 2, 3]], // dA
      [[10, -20]],
      [7],
      [[4, -4, 4]], // Z
      [
        [1, 2, 3],
        [4, 5, 6],
      ], // APrev
      'relu',
    )
    expect(dZ).toEqual([[1, 0, 3]])
    expect(dW).toEqual([[10 / 3, 22 / 3]])
    expect(db).toEqual([4 / 3])
    expect(dAPrev).toEqual(
      [
        [10, 0, 30],
        [-20, -0, -60],
      ].map((row) => row.map((value) => value + 0)),
    )
  })
})

describe('the output layer', () => {
  const all = cases({ hidden: ['relu', 'sigmoid', 'tanh', 'linear'] })

  test.prop([all])('dŶ = -(Y/Ŷ - (1 - Y)/(1 - Ŷ)), and with a sigmoid dZ = A - Y', (given) => {
    const { YHat, dYHat, layers, cost } = pass(given)
    fc.pre(Number.isFinite(cost))
    const zip = (f: (p: number, y: number) => number): Matrix =>
      YHat.map((row, i) => row.map((p, j) => f(p, element(given.Y, i, j))))
    expect(dYHat).toEqual(zip((p, y) => (y === 1 ? -1 / p : 1 / (1 - p))))
    const terms = zip((p, y) => y * (1 - p) + (1 - y) * p)
    expect(
      excess(
        layers.at(-1)?.dZ ?? [],
        zip((p, y) => p - y),
        terms,
      ),
    ).toBeLessThanOrEqual(1)
  })

  it('is right where a prediction is certain and right, and infinite where it is certain but wrong', () => {
    const architecture = [{ inputDim: 1, outputDim: 1, activation: 'sigmoid' }] as const
    const certain: Case = { architecture, parameters: [{ W: [[1]], b: [0] }], X: [[-800, 800]], Y: [[0, 1]] }
    expect(pass(certain).layers[0]?.dW.flat().map(Math.abs)).toEqual([0])
    expect(pass({ ...certain, Y: [[1, 0]] }).dYHat).toEqual([[Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]])
  })
})

describe('a step against the gradient', () => {
  // Armijo: at least a ten-thousandth of what the slope promises, for some rate 2⁻ᵏ; relu included, kinks are rare enough
  // on the grid. Where the slope is so small that rounding hides the step, nothing is asked.
  test.prop([cases({ hidden: ['tanh', 'sigmoid', 'relu'] })])('decreases the cost', (given) => {
    const { layers, dYHat, cost: before } = pass(given)
    const numbers = layers.flatMap(({ dW, db }) => [...dW.flat(), ...db])
    const slope = numbers.reduce((sum, g) => sum + g * g, 0)
    fc.pre(slope > 1e-6 && Number.isFinite(before))
    const decreases = (rate: number): boolean => {
      const parameters = update(given.parameters, { dYHat, layers }, rate)
      return costOf({ ...given, parameters }) <= before - 1e-4 * rate * slope
    }
    expect(Array.from({ length: 20 }, (_, k) => 2 ** -k).some(decreases)).toBe(true)
  })
})
