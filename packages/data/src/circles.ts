import { checkOptions, DomainError, numpyRandom } from '@adjoint/tensor'
import { checkPoints, curve, fullTurn, type LabelledPoints, labelled, type PointsOptions } from './points.ts'

export interface CirclesOptions<N extends number = number> extends PointsOptions<N> {
  /** the radius of the inner circle, in [0, 1); 0.8 by default */
  readonly factor?: number
}

/**
 * A circle in a circle: scikit-learn's `make_circles(samples, noise=noise, factor=factor, random_state=seed)`.
 *
 *   class 0: (cos t, sin t)      class 1: factor (cos t, sin t)      0 <= t < 2 pi
 *
 * Order and labels are those of scikit-learn, coordinates equal up to the rounding of sine and cosine.
 *
 * @param options.samples how many points; half of them, rounded down, are of class 0
 * @param options.noise standard deviation of the normal noise on each coordinate; 0 by default
 * @param options.factor the radius of the inner circle, in [0, 1); 0.8 by default
 * @param options.seed an integer in [0, 2^32)
 * @param options.dtype 'float32' by default
 * @returns x of shape [samples, 2] and y of shape [samples, 1], both of that dtype, in random order
 * @throws DomainError when samples, noise, factor or seed are not such numbers or an option is unknown; DTypeError
 * @example const { x, y } = circles({ samples: 1000, noise: 0.03, factor: 0.5, seed: 42 })
 * @see scikit-learn, sklearn/datasets/_samples_generator.py
 */
export function circles<const N extends number>(options: CirclesOptions<N>): LabelledPoints<N> {
  checkOptions('circles', options, ['samples', 'noise', 'factor', 'seed', 'dtype'])
  checkPoints('circles', options)
  const { samples, factor = 0.8, seed } = options
  if (!(Number.isFinite(factor) && factor >= 0 && factor < 1)) {
    throw new DomainError(`circles: factor is ${factor}; the inner circle's radius is in [0, 1), the outer one's is 1.`)
  }
  const outer = Math.floor(samples / 2)
  const points = [
    ...curve(fullTurn(outer), 0, (t) => [Math.cos(t), Math.sin(t)]),
    ...curve(fullTurn(samples - outer), 1, (t) => [Math.cos(t) * factor, Math.sin(t) * factor]),
  ]
  const rng = numpyRandom(seed)
  rng.shuffle(points)
  return labelled(points, options, rng)
}
