// Random networks as plain data, and what the by-hand tests measure on them. Nothing here knows the tape or the layers: the
// formulas are judged by differences, by symmetries and by NumPy's numbers alone.
import fc from 'fast-check'
import {
  type Activation,
  type Architecture,
  backward,
  cost,
  forward,
  type Gradients,
  type LayerCache,
  type Matrix,
  type NetworkParameters,
  type Vector,
} from '../../src/by-hand/index.ts'

/** A network with a batch, samples as columns. */
export interface Case {
  readonly architecture: Architecture
  readonly parameters: NetworkParameters
  readonly X: Matrix
  readonly Y: Matrix
}

export interface CaseOptions {
  /** the activations of the hidden layers to choose from */
  readonly hidden: readonly Activation[]
  /** at least so many layers; 1 by default */
  readonly minLayers?: number
  /** numbers k/8, so that sums of products of a few layers are exact, in any order; else k/997 */
  readonly dyadic?: boolean
}

// Prime, so that a step of any size walks through all its numbers.
const gridSize = 1993

/**
 * Random cases: 1 to 3 layers of 1 to 4 units, a sigmoid last, numbers in [-1, 1] and 1 to 5 samples with labels 0 and 1.
 * Every list of codes decodes to a case, so shrinking never leaves the valid ones; the codes 0, where it ends, still give
 * different numbers, because zeros and equal numbers would hide a wrong formula.
 */
export function cases({ hidden, minLayers = 1, dyadic = false }: CaseOptions): fc.Arbitrary<Case> {
  const plan = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 4 }), { minLength: minLayers + 1, maxLength: 4, size: 'max' }),
    activations: fc.array(fc.constantFrom(...hidden), { minLength: 2, maxLength: 2 }),
    samples: fc.integer({ min: 1, max: 5 }),
    codes: fc.array(fc.nat(gridSize - 1), { maxLength: 100, size: 'max' }),
  })
  return plan.map(({ sizes, activations, samples, codes }) => {
    let drawn = 0
    const next = (): number => {
      const place = ((codes[drawn] ?? 0) + 1232 * ++drawn) % gridSize // 1232 is the grid's golden section
      const value = (place - (gridSize - 1) / 2) / 997
      return dyadic ? Math.round(8 * value) / 8 : value
    }
    const row = (length: number): number[] => Array.from({ length }, next)
    const matrix = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => row(columns))
    const architecture = sizes.slice(1).map((outputDim, i) => ({
      inputDim: sizes[i] ?? 1,
      outputDim,
      activation: i === sizes.length - 2 ? ('sigmoid' as const) : (activations[i] ?? 'tanh'),
    }))
    const parameters = architecture.map(({ inputDim, outputDim }) => ({
      W: matrix(outputDim, inputDim),
      b: row(outputDim),
    }))
    const X = matrix(sizes[0] ?? 1, samples)
    const Y = matrix(sizes.at(-1) ?? 1, samples).map((labels) => labels.map((value) => Number(value > 0)))
    return { architecture, parameters, X, Y }
  })
}

/** Everything that one pass forward and backward computes. */
export interface Pass extends Gradients {
  readonly YHat: Matrix
  readonly cache: readonly LayerCache[]
  readonly cost: number
}

export function pass({ architecture, parameters, X, Y }: Case): Pass {
  const { YHat, cache } = forward(X, parameters, architecture)
  return { YHat, cache, cost: cost(YHat, Y), ...backward(YHat, Y, cache, parameters, architecture) }
}

/** The number of samples. */
export function samplesOf({ X }: Case): number {
  return X[0]?.length ?? 0
}

/** The element in row i and column j, or NaN, which equals nothing. */
export function element(a: Matrix, i: number, j: number): number {
  return a[i]?.[j] ?? Number.NaN
}

/** The items of a list, such as the rows of a matrix, in another order, or some of them. */
export function reorder<T>(items: readonly T[], order: readonly number[]): T[] {
  return order.flatMap((i) => items.slice(i, i + 1))
}

/** The columns of a matrix in another order, or some of them. */
export function columns(a: Matrix, order: readonly number[]): Matrix {
  return a.map((row) => reorder(row, order))
}

/** A case with its samples in another order, or with some of them. */
export function withSamples(given: Case, order: readonly number[]): Case {
  return { ...given, X: columns(given.X, order), Y: columns(given.Y, order) }
}

/** An order of n things from any list of numbers: the places sorted by the numbers. */
export function orderOf(keys: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
}

/** Numbers that `orderOf` makes an order of. */
export const orderKeys: fc.Arbitrary<number[]> = fc.array(fc.nat(99), { minLength: 5, maxLength: 5 })

/**
 * Σ|terms| of dW and db of every layer: what 64 eps is multiplied with where only the order of these sums differs. dZ and
 * A_prev enter as given, because a sample's own are bit-equal on both sides.
 */
export function termsOf({ cache, layers }: Pass): { readonly dW: Matrix; readonly db: Vector }[] {
  return layers.map(({ dZ }, l) => {
    const APrev = cache[l]?.APrev ?? []
    const m = APrev[0]?.length ?? 0
    const meanOfTerms = (row: Vector, other?: Vector): number =>
      row.reduce((sum, dz, j) => sum + Math.abs(dz * (other === undefined ? 1 : (other[j] ?? Number.NaN))), 0) / m
    return {
      dW: dZ.map((row) => APrev.map((other) => meanOfTerms(row, other))),
      db: dZ.map((row) => meanOfTerms(row)),
    }
  })
}

/** How many times 64 eps S the two sides are apart at worst, where S is the sum of |terms| of both; right up to 1. */
export function excess(actual: Matrix, expected: Matrix, terms: Matrix): number {
  const shapes = [actual, expected, terms].map((a) => JSON.stringify(a.map((row) => row.length)))
  if (new Set(shapes).size !== 1) return Number.POSITIVE_INFINITY
  const ratios = expected.flatMap((row, i) =>
    row.map((value, j) => {
      const difference = Math.abs(element(actual, i, j) - value)
      return difference === 0 ? 0 : difference / (64 * Number.EPSILON * 2 * element(terms, i, j))
    }),
  )
  return Math.max(0, ...ratios.map((ratio) => (Number.isNaN(ratio) ? Number.POSITIVE_INFINITY : ratio)))
}

/** The article's network: 2-25-50-50-25-1, relu and a sigmoid last. */
export function articleArchitecture(): Architecture {
  const sizes = [2, 25, 50, 50, 25, 1]
  return sizes.slice(1).map((outputDim, i) => ({
    inputDim: sizes[i] ?? 0,
    outputDim,
    activation: i === 4 ? 'sigmoid' : 'relu',
  }))
}
