import { checkOptions, linspace, numpyRandom } from '@adjoint/tensor'
import { checkPoints, curve, type LabelledPoints, labelled, type PointsOptions } from './points.ts'

/**
 * Two half circles, one reaching into the other: scikit-learn's `make_moons(samples, noise=noise, random_state=seed)`.
 *
 *   class 0: (cos t, sin t)      class 1: (1 - cos t, 1/2 - sin t)      0 <= t <= pi
 *
 * Order and labels are those of scikit-learn, coordinates equal up to the rounding of sine and cosine.
 *
 * @param options.samples how many points; half of them, rounded down, are of class 0
 * @param options.noise standard deviation of the normal noise on each coordinate; 0 by default
 * @param options.seed an integer in [0, 2^32)
 * @param options.dtype 'float32' by default
 * @returns x of shape [samples, 2] and y of shape [samples, 1], both of that dtype, in random order
 * @throws DomainError when samples, noise or seed are not such numbers or an option is unknown; DTypeError
 * @example const { x, y } = moons({ samples: 1000, noise: 0.2, seed: 100 })
 * @see scikit-learn, sklearn/datasets/_samples_generator.py
 */
export function moons<const N extends number>(options: PointsOptions<N>): LabelledPoints<N> {
  checkOptions('moons', options, ['samples', 'noise', 'seed', 'dtype'])
  checkPoints('moons', options)
  const { samples, seed } = options
  const upper = Math.floor(samples / 2)
  const points = [
    ...curve(halfTurn(upper), 0, (t) => [Math.cos(t), Math.sin(t)]),
    ...curve(halfTurn(samples - upper), 1, (t) => [1 - Math.cos(t), 1 - Math.sin(t) - 0.5]),
  ]
  const rng = numpyRandom(seed)
  rng.shuffle(points)
  return labelled(points, options, rng)
}

function halfTurn(count: number): ArrayLike<number> {
  return linspace(0, Math.PI, count, { dtype: 'float64' }).toTypedArray()
}
