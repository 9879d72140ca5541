// The network and the points that are explained: as the article draws them, but small ones in numbers of one decimal.
import { mapTensors } from '@adjoint/autograd'
import { moons } from '@adjoint/data'
import { type Data, network, type Sequential } from '@adjoint/nn'
import { numpyRandom, type Tensor } from '@adjoint/tensor'
import { type ArticleLayer, architectureOf } from '../article/architecture.ts'

export interface Task extends Data {
  readonly sizes: readonly number[]
  readonly architecture: readonly ArticleLayer[]
  readonly model: Sequential
  /** are all weights, biases and points numbers of one decimal? */
  readonly rounded: boolean
}

/** Which network, and on how many points. */
export interface TaskOptions {
  /** 2, the hidden layers, 1 */
  readonly sizes: readonly number[]
  readonly samples: number
  readonly seed: number
}

/** Layers of more units, or more points, are more than one can check by hand, and their matrices do not fit a screen. */
export const most = 4

/**
 * Draws the network and its points, the two moons of the article. Where everything fits a screen the weights are ten times the
 * article's, so that no layer is nearly nothing, and all is rounded to one decimal: what is printed is then what is computed
 * with. Otherwise both are the article's.
 */
export function taskOf({ sizes, samples, seed }: TaskOptions): Task {
  const architecture = architectureOf(sizes)
  const model = network(architecture, numpyRandom(seed), { dtype: 'float64' })
  const { x, y } = moons({ samples, noise: 0.2, seed, dtype: 'float64' })
  const rounded = isSmall({ sizes, samples })
  if (!rounded) return { sizes, architecture, model, x, y, rounded }
  return { sizes, architecture, model: mapTensors(model, (leaf) => toOneDecimal(leaf.mul(10))), x: toOneDecimal(x), y, rounded } // biome-ignore format: one line
}

/** Are there at most so many of all? */
export function isSmall({ sizes, samples }: Pick<TaskOptions, 'sizes' | 'samples'>): boolean {
  return [...sizes, samples].every((size) => size <= most)
}

function toOneDecimal(x: Tensor): Tensor {
  return x.mul(10).round().div(10)
}
