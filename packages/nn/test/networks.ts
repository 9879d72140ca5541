// Random networks, weights and batches for properties, in the article's orientation: samples are columns.
import { network } from '@adjoint/gradcheck'
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

/**
 * Random cases: 1 to 4 layers of 1 to 6 units with a sigmoid last, weights and samples in [-2, 2], 1 to 7 samples, labels 0 and 1
 * or anything between.
 */
export function cases(options: CaseOptions = {}): fc.Arbitrary<Case> {
  const { hidden = ['relu', 'sigmoid', 'tanh', 'linear'], ...others } = options
  return network<Activation>({ hidden, last: 'sigmoid', ...others }).map(({ layers, x, y }) => ({
    architecture: layers.map(
      ({
        weight: {
          shape: [inputDim = 0, outputDim = 0],
        },
        activation,
      }) => ({ inputDim, outputDim, activation }),
    ),
    parameters: layers.map(({ weight, bias }) => ({ W: columns(weight.shape, weight.data), b: bias.data })),
    X: columns(x.shape, x.data),
    Y: columns(y.shape, y.data),
  }))
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
  return columns(x.shape, x.toTypedArray())
}

/** The columns of a matrix whose numbers are in row-major order. */
function columns([rows = 0, columns = 0]: readonly number[], numbers: ArrayLike<number>): number[][] {
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
