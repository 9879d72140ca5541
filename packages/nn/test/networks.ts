// Random networks, weights and batches for properties. A plan is a few small integers, and every plan decodes to a valid
// case, so that nothing is filtered and each step of shrinking stays valid.
import { type FloatDType, fromTypedArray, type Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import type { Activation, Matrix } from '../src/by-hand/index.ts'
import { Dense, type LayerLike, relu, Sequential, sigmoid, tanh } from '../src/index.ts'
import type { Case } from './by-hand/networks.ts'

export type { Case }

/** What may be fixed about random cases. */
export interface CaseOptions {
  /** the activations of the hidden layers to choose from; all four by default */
  readonly hidden?: readonly Activation[]
  /** at least so many layers; 1 by default */
  readonly minLayers?: number
  /** labels 0 and 1 only */
  readonly hardLabels?: boolean
}

// A grid of 3,989 numbers in [-2, 2], no two of which add up to a round one.
const gridSize = 3989

/**
 * The number that `code` chooses for place `at`. All codes 0, where shrinking ends, still give different and generic numbers:
 * zeros and equal numbers would hide a wrong gradient. 2,465 is the grid's golden section.
 */
function onGrid(code: number, at: number): number {
  return (((code + 2465 * (at + 1)) % gridSize) - (gridSize - 1) / 2) / 997
}

/**
 * Random cases: 1 to 4 layers of 1 to 6 units with a sigmoid last, weights and samples on the grid k/997 in [-2, 2], 1 to 7
 * samples, labels 0 and 1 or anything between.
 */
export function cases(options: CaseOptions = {}): fc.Arbitrary<Case> {
  const { hidden = ['relu', 'sigmoid', 'tanh', 'linear'], minLayers = 1, hardLabels = false } = options
  const plan = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: minLayers + 1, maxLength: 5, size: 'max' }),
    activations: fc.array(fc.constantFrom(...hidden), { minLength: 3, maxLength: 3 }),
    samples: fc.integer({ min: 1, max: 7 }),
    soft: hardLabels ? fc.constant(false) : fc.boolean(),
    codes: fc.array(fc.nat(gridSize - 1), { maxLength: 250, size: 'max' }),
  })
  return plan.map(({ sizes, activations, samples, soft, codes }) => {
    let at = 0
    const next = (): number => onGrid(codes[at] ?? 0, at++)
    const row = (length: number): number[] => Array.from({ length }, next)
    const matrix = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => row(columns))
    const label = (): number => (soft ? Math.abs(next()) / 2 : Number(next() > 0))
    const architecture = sizes.slice(1).map((outputDim, i) => ({
      inputDim: sizes[i] ?? 1,
      outputDim,
      activation: i === sizes.length - 2 ? ('sigmoid' as const) : (activations[i] ?? 'tanh'),
    }))
    const X = matrix(sizes[0] ?? 1, samples)
    const Y = Array.from({ length: sizes.at(-1) ?? 1 }, () => Array.from({ length: samples }, label))
    const parameters = architecture.map(({ inputDim, outputDim }) => ({
      W: matrix(outputDim, inputDim),
      b: row(outputDim),
    }))
    return { architecture, parameters, X, Y }
  })
}

/** An order of `n` things, from any list of numbers: the places sorted by the numbers. */
export function orderOf(keys: readonly number[], n: number): number[] {
  return Array.from({ length: n }, (_, i) => i).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b)
}

/** Numbers that `orderOf` makes an order of. */
export const orderKeys: fc.Arbitrary<number[]> = fc.array(fc.nat(99), { minLength: 7, maxLength: 7 })

/** Rows of numbers as a tensor. */
export function matrixTensor(rows: Matrix, dtype: FloatDType = 'float64'): Tensor<[number, number]> {
  return fromTypedArray(Float64Array.from(rows.flat()), [rows.length, rows[0]?.length ?? 0]).astype(dtype)
}

/** The article's orientation to the layers' and back: [n, m] becomes [m, n]. */
export function transposed(rows: Matrix): number[][] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, j) => rows.map((row) => row[j] ?? Number.NaN))
}

/** A tensor's numbers in the article's orientation. */
export function columnsOf(x: Tensor): number[][] {
  const [rows = 0, columns = 0] = x.shape
  const numbers = x.toTypedArray()
  return Array.from({ length: columns }, (_, j) =>
    Array.from({ length: rows }, (_, i) => numbers[i * columns + j] ?? Number.NaN),
  )
}

/** A tensor's numbers in row-major order. */
export function numbersOf(x: Tensor): number[] {
  return Array.from(x.toTypedArray())
}

/** The samples and labels as rows. */
export function batchOf({ X, Y }: Case, dtype: FloatDType = 'float64'): { readonly x: Tensor; readonly y: Tensor } {
  return { x: matrixTensor(transposed(X), dtype), y: matrixTensor(transposed(Y), dtype) }
}

const makers: Record<Activation, () => LayerLike[]> = {
  relu: () => [relu()],
  sigmoid: () => [sigmoid()],
  tanh: () => [tanh()],
  linear: () => [],
}

/** The network as layers. */
export function modelOf(
  { architecture, parameters }: Pick<Case, 'architecture' | 'parameters'>,
  dtype: FloatDType = 'float64',
): Sequential {
  return new Sequential(
    parameters.flatMap(({ W, b }, i): LayerLike[] => [
      new Dense(matrixTensor(transposed(W), dtype), fromTypedArray(Float64Array.from(b)).astype(dtype)),
      ...makers[architecture[i]?.activation ?? 'linear'](),
    ]),
  )
}

/** The dense layers of a model, in order. */
export function denseLayers(model: Sequential): Dense[] {
  return model.layers.filter((layer) => layer instanceof Dense)
}
