// What layers give, computed with NumPy from their definitions (reference/layers.json), as tensors of float64.
import { readFileSync } from 'node:fs'
import { fromTypedArray, type Shape, type Tensor } from '@adjoint/tensor'
import { expect } from 'vitest'
import { Dense } from '../../src/index.ts'

interface Numbers {
  readonly shape: Shape
  readonly data: readonly number[]
}

interface Affine {
  readonly weight: Numbers
  readonly bias: Numbers
}

type Fields<Names extends string> = Readonly<Record<Names, Numbers>>

interface Reference {
  readonly layerNorm: Fields<'x' | 'scale' | 'shift' | 'y'>
  readonly batchNorm: readonly Fields<
    'x' | 'scale' | 'shift' | 'runningMean' | 'runningVariance' | 'training' | 'inference' | 'nextMean' | 'nextVariance'
  >[]
  readonly gru: Recurrence
  readonly lstm: Recurrence
  readonly multiHeadAttention: readonly (Fields<'x' | 'y'> &
    Readonly<Record<'query' | 'key' | 'value' | 'output', Affine>> & { readonly causal: boolean })[]
  readonly activations: Fields<'x' | 'gelu' | 'silu' | 'leakyRelu' | 'elu' | 'softmax'>
  readonly losses: Fields<'prediction' | 'logVariance' | 'target'> &
    Readonly<Record<'mae' | 'huber' | 'gaussianNll', number>>
}

type Recurrence = Fields<'x' | 'y'> & Readonly<Record<'input' | 'hidden', Affine>>

export const reference = JSON.parse(
  readFileSync(new URL('../reference/layers.json', import.meta.url), 'utf8'),
) as Reference

export function tensorOf({ shape, data }: Numbers): Tensor {
  return fromTypedArray(Float64Array.from(data), shape)
}

export function denseOf({ weight, bias }: Affine): Dense {
  return new Dense(
    tensorOf(weight).as([weight.shape[0] ?? 0, weight.shape[1] ?? 0]),
    tensorOf(bias).as([bias.shape[0] ?? 0]),
  )
}

/** Equal shapes, and numbers within a few rounding errors of float64: all of the file's are of the order of 1. */
export function expectClose(actual: Tensor, expected: Numbers): void {
  expect(actual.shape).toEqual(expected.shape)
  const wrong = Array.from(actual.toTypedArray()).filter((value, i) => {
    const wanted = expected.data[i] ?? Number.NaN
    return !(Math.abs(value - wanted) <= 1e-13 * Math.max(1, Math.abs(wanted)))
  })
  expect(wrong).toEqual([])
}
