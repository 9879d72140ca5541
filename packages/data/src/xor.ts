import { checkOptions, numpyRandom } from '@adjoint/tensor'
import { checkPoints, type LabelledPoints, labelled, type Point, type PointsOptions } from './points.ts'

export interface XorOptions<N extends number = 4> extends Omit<PointsOptions<N>, 'samples'> {
  /** how many points; 4 by default */
  readonly samples?: N
}

const corners: readonly Point[] = [
  { x: 0, y: 0, label: 0 },
  { x: 0, y: 1, label: 1 },
  { x: 1, y: 0, label: 1 },
  { x: 1, y: 1, label: 0 },
]

/**
 * The exclusive or, which no straight line separates: without noise, four samples are its truth table.
 *
 * More samples repeat the corners [0, 0], [0, 1], [1, 0], [1, 1] in this order; noise moves each point by itself.
 *
 * @param options.samples how many points; 4 by default
 * @param options.noise standard deviation of the normal noise on each coordinate; 0 by default
 * @param options.seed an integer in [0, 2^32); it matters only where there is noise
 * @param options.dtype 'float32' by default
 * @returns x of shape [samples, 2] and y of shape [samples, 1], both of that dtype, in the order of the corners
 * @throws DomainError when samples, noise or seed are not such numbers or an option is unknown; DTypeError
 * @example xor({ seed: 0 }).y // Tensor f32[4,1] [[0], [1], [1], [0]]
 * @see Minsky and Papert (1969), Perceptrons
 */
export function xor<const N extends number = 4>(options: XorOptions<N>): LabelledPoints<N>
export function xor(options: XorOptions<number>): LabelledPoints {
  checkOptions('xor', options, ['samples', 'noise', 'seed', 'dtype'])
  const { samples = corners.length } = options
  checkPoints('xor', { ...options, samples })
  const rounds = Math.ceil(samples / corners.length)
  const points = Array.from({ length: rounds }, () => corners).flat()
  return labelled(points.slice(0, samples), { ...options, samples }, numpyRandom(options.seed))
}
