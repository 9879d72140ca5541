// The article's run against numbers that NumPy computed (float64): the same start, gradients and loss curve.
import { readFileSync } from 'node:fs'
import { numpyRandom } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  backward,
  cost,
  forward,
  initLayers,
  type Matrix,
  type NetworkParameters,
  train,
  transpose,
  type Vector,
} from '../../src/by-hand/index.ts'
import { articleArchitecture } from './networks.ts'

interface Reference {
  readonly X_train: Matrix
  readonly y_train: Vector
  readonly W1: Matrix
  readonly W2: Matrix
  readonly W3: Matrix
  readonly W4: Matrix
  readonly W5: Matrix
  readonly b1: Vector
  readonly b2: Vector
  readonly b3: Vector
  readonly b4: Vector
  readonly b5: Vector
  readonly loss0: number
  readonly loss_curve: Vector
  readonly grads0: Readonly<Record<string, Matrix | Vector>>
}

const file = new URL('../../../data/test/reference/moons.json', import.meta.url)
const reference: Reference = JSON.parse(readFileSync(file, 'utf8'))
const architecture = articleArchitecture()
const X = transpose(reference.X_train)
const Y = [reference.y_train]

const numpyStart: NetworkParameters = [
  { W: reference.W1, b: reference.b1 },
  { W: reference.W2, b: reference.b2 },
  { W: reference.W3, b: reference.b3 },
  { W: reference.W4, b: reference.b4 },
  { W: reference.W5, b: reference.b5 },
]

function worstDifference(actual: Vector, expected: Vector): number {
  expect(actual).toHaveLength(expected.length)
  return Math.max(...actual.map((value, k) => Math.abs(value - (expected[k] ?? Number.NaN))))
}

describe("the article's run", () => {
  it("draws NumPy's weights and biases, to the bit", () => {
    expect(initLayers(architecture, numpyRandom(2))).toEqual(numpyStart)
  })

  // 900 terms of size 1 round to 900 eps = 2e-13 at worst; the gradients are means of such sums.
  it("has NumPy's first cost and gradients, to 1e-12", () => {
    const { YHat, cache } = forward(X, numpyStart, architecture)
    expect(Math.abs(cost(YHat, Y) - reference.loss0)).toBeLessThanOrEqual(1e-12)
    const { layers } = backward(YHat, Y, cache, numpyStart, architecture)
    expect(layers).toHaveLength(5)
    layers.forEach(({ dW, db }, i) => {
      for (const [name, actual] of Object.entries({ dW: dW.flat(), db })) {
        const expected = reference.grads0[`${name}${i + 1}`]?.flat() ?? []
        expect(worstDifference(actual, expected)).toBeLessThanOrEqual(1e-12)
        expect(Math.max(...expected.map(Math.abs))).toBeGreaterThan(1e-9) // or the tolerance would say nothing
      }
    })
  })

  it("follows NumPy's loss curve for 100 updates, to 1e-8", { timeout: 60_000 }, () => {
    const options = { epochs: 101, learningRate: 0.01, rng: numpyRandom(2) }
    const { costHistory, accuracyHistory } = train(X, Y, architecture, options)
    expect(costHistory).toHaveLength(101)
    expect(
      worstDifference(
        [0, 100].map((k) => costHistory[k] ?? Number.NaN),
        reference.loss_curve.slice(0, 2),
      ),
    ).toBeLessThanOrEqual(1e-8)
    expect(accuracyHistory[0]).toBe(accuracy(forward(X, numpyStart, architecture).YHat, Y))
  })
})
