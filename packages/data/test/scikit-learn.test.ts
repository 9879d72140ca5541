// Against what scikit-learn itself computed: the article's data, and what it printed in notebooks and docstrings.
import { readFileSync } from 'node:fs'
import { numpyRandom, type Tensor } from '@adjoint/tensor'
import { describe, expect, it } from 'vitest'
import { blobs, circles, moons, trainTestSplit } from '../src/index.ts'

type Rows = readonly (readonly number[])[]

interface Article {
  readonly X_train: Rows
  readonly y_train: readonly number[]
  readonly X_test: Rows
  readonly y_test: readonly number[]
  readonly [parameter: `W${number}`]: Rows
  readonly [parameter: `b${number}`]: readonly number[]
}

interface Published {
  readonly circles: { readonly first: Rows; readonly last: Rows; readonly labels: readonly number[] }
  readonly blobs: { readonly first: Rows; readonly labels: readonly number[] }
  readonly circleLabels: readonly number[]
  readonly blobLabels: readonly number[]
}

const article: Article = read('moons.json')
const published: Published = read('scikit-learn-published.json')

describe("the article's data", () => {
  const data = moons({ samples: 1000, noise: 0.2, seed: 100, dtype: 'float64' })
  const { train, test } = trainTestSplit(data, { testShare: 0.1, seed: 42 })

  it('has its 900 training points', () => {
    expectClose(train.x, article.X_train.flat(), 1e-12)
    expect(numbersOf(train.y)).toEqual(article.y_train)
    expect([train.x.shape, train.y.shape]).toEqual([
      [900, 2],
      [900, 1],
    ])
  })

  it('has its 100 test points', () => {
    expectClose(test.x, article.X_test.flat(), 1e-12)
    expect(numbersOf(test.y)).toEqual(article.y_test)
  })

  it('is the same in float32, rounded', () => {
    const narrow = trainTestSplit(moons({ samples: 1000, noise: 0.2, seed: 100 }), { testShare: 0.1, seed: 42 })
    expect(numbersOf(narrow.train.x)).toEqual(numbersOf(train.x).map(Math.fround))
    expect(narrow.train.y.dtype).toBe('float32')
  })
})

describe("the article's initial parameters", () => {
  // np.random.seed(2), then randn(out, in) * 0.1 for W1, b1, W2, b2, ...
  const rng = numpyRandom(2)
  const sizes = [2, 25, 50, 50, 25, 1]
  const pairs = sizes.slice(1).flatMap((outputs, i) => {
    const inputs = sizes[i] ?? 0
    const draw = (columns: number) =>
      numbersOf(rng.normal([outputs, columns], { dtype: 'float64' })).map((value) => value * 0.1)
    const weights = draw(inputs)
    const biases = draw(1)
    return [...together(weights, article[`W${i + 1}`]?.flat() ?? []), ...together(biases, article[`b${i + 1}`] ?? [])]
  })

  it('are 5226 numbers', () => {
    expect(pairs.length).toBe(5226)
  })

  it('are equal to the bit', () => {
    expect(pairs.filter(([ours, theirs]) => ours !== theirs)).toEqual([])
  })
})

describe('circles', () => {
  it('are the points that make_circles printed', () => {
    const { x, y } = circles({ samples: 1000, noise: 0.03, seed: 42, dtype: 'float64' })
    const coordinates = numbersOf(x)
    expectClose(coordinates.slice(0, 10), published.circles.first.flat(), 5e-9)
    expectClose(coordinates.slice(-6), published.circles.last.flat(), 5e-9)
    expect(numbersOf(y).slice(0, 5)).toEqual(published.circles.labels)
  })

  it('have the labels of its docstring', () => {
    expect(numbersOf(circles({ samples: 100, seed: 42 }).y).slice(0, 5)).toEqual(published.circleLabels)
  })
})

describe('blobs', () => {
  it('are the points that make_blobs printed', () => {
    const { x, y } = blobs({ samples: 1000, centers: 4, std: 1.5, seed: 42 })
    expectClose(numbersOf(x).slice(0, 10), published.blobs.first.flat(), 5.1e-5)
    expect(numbersOf(y).slice(0, 5)).toEqual(published.blobs.labels)
  })

  it('have the labels of its docstring', () => {
    expect(numbersOf(blobs({ samples: 10, seed: 0 }).y)).toEqual(published.blobLabels)
  })
})

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./reference/${name}`, import.meta.url), 'utf8'))
}

function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}

function together(a: readonly number[], b: readonly number[]): [number, number][] {
  expect(a.length).toBe(b.length)
  return a.map((value, i) => [value, b[i] ?? Number.NaN])
}

function expectClose(ours: Tensor | readonly number[], theirs: readonly number[], tolerance: number): void {
  const numbers = 'shape' in ours ? numbersOf(ours) : ours
  const worst = Math.max(...together(numbers, theirs).map(([a, b]) => Math.abs(a - b)))
  expect(worst).toBeLessThanOrEqual(tolerance)
}
