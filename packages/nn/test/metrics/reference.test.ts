// Against numbers computed with NumPy from scikit-learn's definitions (reference/metrics.json).
import { readFileSync } from 'node:fs'
import { fromTypedArray, oneHot, type Shape, type Tensor, tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import {
  accuracy,
  type ClassOptions,
  confusionMatrix,
  f1,
  meanAbsoluteError,
  precision,
  r2,
  recall,
  type ScoreOptions,
} from '../../src/index.ts'

type Encoded = number | 'NaN'

interface Reference {
  readonly classes: readonly {
    readonly classes: number
    readonly target: readonly number[]
    readonly prediction: readonly number[]
    readonly accuracy: number
    readonly confusion: readonly (readonly number[])[]
    readonly scores: readonly (Record<'precision' | 'recall' | 'f1' | 'zeroDivision', Encoded> & {
      readonly average: NonNullable<ScoreOptions['average']>
    })[]
  }[]
  readonly regression: readonly {
    readonly shape: Shape
    readonly target: readonly number[]
    readonly prediction: readonly number[]
    readonly r2: number
    readonly mae: number
  }[]
}

const reference: Reference = JSON.parse(readFileSync(new URL('../reference/metrics.json', import.meta.url), 'utf8'))
const labels = (values: readonly number[]): Tensor => tensor(values, { dtype: 'int32' })

describe.each(reference.classes)('$classes classes, $prediction for $target', (given) => {
  const [p, y] = [labels(given.prediction), labels(given.target)]
  const scores = oneHot(p, given.classes).mul(3).sub(1).astype('float32') as Tensor
  const hot = oneHot(y, given.classes).astype('float32') as Tensor
  // the same samples in each form that they may have
  const forms: [string, Tensor, Tensor, ClassOptions?][] = [
    ['class indices', p, y],
    ['scores and numbers', scores, y],
    ['scores and one-hot rows', scores, hot, { oneHot: true }],
  ]
  if (given.classes === 2) forms.push(['probabilities', p.astype('float32').mul(0.5).add(0.2), y.astype('float32')])
  if (given.classes === 2) forms.push(['truths', p.astype('bool'), y.astype('bool')])

  it.each(forms)('%s', (_name, p, y, how = {}) => {
    expect(accuracy(p, y, how)).toBe(given.accuracy)
    expect(confusionMatrix(p, y, { ...how, classes: given.classes }).toArray()).toEqual(given.confusion)
    for (const { average, zeroDivision, ...expected } of given.scores) {
      const options = { ...how, average, zeroDivision: Number(zeroDivision) }
      for (const [name, score] of Object.entries({ precision, recall, f1 })) {
        const wanted = Number(expected[name as keyof typeof expected])
        const got = score(p, y, options)
        if (Number.isNaN(wanted)) expect([name, options, got]).toEqual([name, options, Number.NaN])
        // a sum of at most six quotients, divided once
        else expect(Math.abs(got - wanted), `${name} ${average}`).toBeLessThanOrEqual(8 * Number.EPSILON)
      }
    }
  })
})

it.each(reference.regression)('r2 and meanAbsoluteError of $shape', ({ shape, target, prediction, ...expected }) => {
  const of = (values: readonly number[]): Tensor => fromTypedArray(Float64Array.from(values), shape)
  // sums of at most 50 positive terms
  expect(r2(of(prediction), of(target))).toBeCloseTo(expected.r2, 13)
  expect(meanAbsoluteError(of(prediction), of(target))).toBeCloseTo(expected.mae, 14)
})
