// What is computed, as data that a contender in any language can read: all of them start from the same numbers.

/** A layer's first numbers: x W + b, W row by row, [inputs, outputs]. */
export interface LayerTask {
  readonly inputs: number
  readonly outputs: number
  readonly weight: readonly number[]
  readonly bias: readonly number[]
}

/** Steps of training: forward, backward, update, always on the same batch; relu between the layers. */
export interface TrainingTask {
  readonly kind: 'training'
  /** what follows the last layer: a sigmoid and binary cross-entropy, or the cross-entropy of a softmax */
  readonly head: 'sigmoid' | 'softmax'
  readonly optimizer: 'sgd' | 'adam'
  readonly lr: number
  readonly layers: readonly LayerTask[]
  readonly batch: number
  /** row by row */
  readonly x: readonly number[]
  /** row by row: probabilities of class 1, or one-hot rows */
  readonly y: readonly number[]
}

/** The product of two matrices, [m, k] and [k, n], whose numbers are `numbersOf({ size, shift: 0 })` and of shift 7. */
interface MatmulTask {
  readonly kind: 'matmul'
  readonly m: number
  readonly k: number
  readonly n: number
  /** the elements of the result that are compared */
  readonly sample: readonly number[]
}

/** The gradient of sum(tanh(x x + x)). */
interface GradientTask {
  readonly kind: 'gradient'
  readonly n: number
  readonly input: NumbersOf
  readonly sample: readonly number[]
}

export type ElementwiseName = 'add' | 'exp' | 'log' | 'sigmoid' | 'tanh'

/** An op of each element; `add` adds a second array, of shift 7. */
interface ElementwiseTask {
  readonly kind: 'elementwise'
  readonly op: ElementwiseName
  readonly n: number
  readonly input: NumbersOf
  readonly sample: readonly number[]
}

export type Task = TrainingTask | MatmulTask | GradientTask | ElementwiseTask

/** Numbers by a formula, the same in every language: from offset - scale / 2 up to offset + scale / 2, in disorder. */
export interface NumbersOf {
  readonly scale: number
  readonly offset: number
}

/** @param shift another one, other numbers */
export function numbersOf(size: number, shift = 0, { scale, offset }: NumbersOf = { scale: 1, offset: 0 }): number[] {
  return Array.from({ length: size }, (_, i) => ((((i + shift) * 31 + 17) % 101) / 101 - 0.5) * scale + offset)
}

/** So many places in 0, ..., size - 1, spread evenly. */
export function sampleOf(size: number, count = 61): number[] {
  const chosen = Math.min(size, count)
  return Array.from({ length: chosen }, (_, i) => Math.floor(((i + 0.5) * size) / chosen))
}
