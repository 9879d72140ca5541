import { checkOptions, DomainError, type FloatDType, fromTypedArray, numpyRandom, type Tensor } from '@adjoint/tensor'
import { checkDeviation, checkPoints, floats, mostPoints, type Point } from './points.ts'

export interface BlobsOptions<N extends number = number> {
  /** how many points, of all blobs together; at most 2^24 */
  readonly samples: N
  /** how many blobs, 3 by default, or where their centres are */
  readonly centers?: number | readonly (readonly [number, number])[]
  /** the standard deviation of each coordinate around the centre; 1 by default */
  readonly std?: number
  /** an integer in [0, 2^32) */
  readonly seed: number
  /** of x; 'float32' by default */
  readonly dtype?: FloatDType
}

/** Points of the plane, one a row, and the index of the blob of each. */
export interface Blobs<N extends number = number> {
  readonly x: Tensor<[N, 2]>
  readonly y: Tensor<[N]>
}

/**
 * Normal clouds of points in the plane: scikit-learn's
 * `make_blobs(samples, centers=centers, cluster_std=std, random_state=seed)`.
 * Centres that are not given are drawn uniformly from [-10, 10) x [-10, 10).
 *
 * The numbers are those of scikit-learn on the platforms that `numpyRandom` names, elsewhere up to rounding. Its
 * options `n_features`, `center_box` and `shuffle`, and lists for `n_samples` and `cluster_std`, are missing here.
 *
 * @param options.samples how many points; each blob gets as many, the first ones one more where that does not add up
 * @param options.centers how many blobs, 3 by default, or a list of points: the centres
 * @param options.std standard deviation of each coordinate around the centre; 1 by default
 * @param options.seed an integer in [0, 2^32)
 * @param options.dtype of x, 'float32' by default
 * @returns x of shape [samples, 2] and y of shape [samples], int32: the index of the blob; in random order
 * @throws DomainError when samples, centers, std or seed are not such numbers or an option is unknown; DTypeError
 * @example const { x, y } = blobs({ samples: 300, centers: [[-2, 0], [2, 0]], std: 0.5, seed: 7 })
 * @see scikit-learn, sklearn/datasets/_samples_generator.py
 */
export function blobs<const N extends number>(options: BlobsOptions<N>): Blobs<N> {
  checkOptions('blobs', options, ['samples', 'centers', 'std', 'seed', 'dtype'])
  checkPoints('blobs', options)
  const { samples, centers = 3, std = 1, seed, dtype = 'float32' } = options
  checkDeviation('blobs', 'std', std)
  checkCenters(centers)
  const rng = numpyRandom(seed)
  const drawCenter = (): [number, number] => [-10 + 20 * rng.next(), -10 + 20 * rng.next()]
  const chosen = typeof centers === 'number' ? Array.from({ length: centers }, drawCenter) : centers
  const points = chosen.flatMap(([x, y], label) =>
    Array.from({ length: share(samples, chosen.length, label) }, (): Point => {
      return { x: x + std * rng.nextNormal(), y: y + std * rng.nextNormal(), label }
    }),
  )
  rng.shuffle(points)
  const coordinates = points.flatMap(({ x, y }) => [x, y])
  const labels = Int32Array.from(points, ({ label }) => label)
  return { x: fromTypedArray(floats(coordinates, dtype), [samples, 2]), y: fromTypedArray(labels, [samples]) }
}

/** How many of `samples` points the part with this index gets. */
function share(samples: number, parts: number, index: number): number {
  return Math.floor(samples / parts) + (index < samples % parts ? 1 : 0)
}

function checkCenters(centers: number | readonly (readonly [number, number])[]): void {
  if (typeof centers === 'number') {
    if (Number.isInteger(centers) && centers >= 1 && centers <= mostPoints) return
    throw new DomainError(
      `blobs: centers is ${centers}; give the number of blobs, an integer from 1 to ${mostPoints}, or a list of points.`,
    )
  }
  if (!Array.isArray(centers)) {
    throw new DomainError(
      `blobs: centers is ${centers}; give their number, or a list of points, such as [[-2, 0], [2, 0]].`,
    )
  }
  if (centers.length === 0) throw new DomainError('blobs: the list of centers is empty; give one point for each blob.')
  for (const [i, center] of centers.entries()) {
    if (Array.isArray(center) && center.length === 2 && center.every(Number.isFinite)) continue
    const given = Array.isArray(center) ? `[${center.join(', ')}]` : center
    throw new DomainError(`blobs: centers[${i}] is ${given}; a centre is two finite numbers, such as [-2, 0].`)
  }
}
