import { checkOptions, DomainError, numpyRandom } from '@adjoint/tensor'
import { checkPoints, curve, type LabelledPoints, labelled, type PointsOptions } from './points.ts'

export interface SpiralsOptions<N extends number = number> extends PointsOptions<N> {
  /** how often each arm winds around the centre, above 0; 1 by default */
  readonly turns?: number
}

/**
 * Two arms of a spiral, which wind around each other from the centre out to radius 1.
 *
 *   class 0: t (cos a, sin a)      class 1: -t (cos a, sin a)      a = 2 pi turns t,  0 < t <= 1
 *
 * The curve is that of the two-spirals problem (three turns there, radius 6.5); scikit-learn has none like it.
 *
 * @param options.samples how many points; half of them, rounded down, are of class 0
 * @param options.noise standard deviation of the normal noise on each coordinate; 0 by default
 * @param options.turns how often each arm winds around the centre, above 0; 1 by default
 * @param options.seed an integer in [0, 2^32)
 * @param options.dtype 'float32' by default
 * @returns x of shape [samples, 2] and y of shape [samples, 1], both of that dtype, in random order
 * @throws DomainError when samples, noise, turns or seed are not such numbers or an option is unknown; DTypeError
 * @example const { x, y } = spirals({ samples: 400, noise: 0.02, turns: 2, seed: 1 })
 * @see Lang and Witbrock (1988), Learning to tell two spirals apart
 */
export function spirals<const N extends number>(options: SpiralsOptions<N>): LabelledPoints<N> {
  checkOptions('spirals', options, ['samples', 'noise', 'turns', 'seed', 'dtype'])
  checkPoints('spirals', options)
  const { samples, turns = 1, seed } = options
  if (!(turns > 0 && Number.isFinite(2 * Math.PI * turns))) {
    throw new DomainError(`spirals: turns is ${turns}; give a finite number above 0, of which 1 is a full turn.`)
  }
  const arm = (t: number): [number, number] => {
    const angle = 2 * Math.PI * turns * t
    return [t * Math.cos(angle), t * Math.sin(angle)]
  }
  const first = Math.floor(samples / 2)
  const points = [...curve(radii(first), 0, arm), ...curve(radii(samples - first), 1, (t) => opposite(arm(t)))]
  const rng = numpyRandom(seed)
  rng.shuffle(points)
  return labelled(points, options, rng)
}

/** `count` radii up to 1, without 0, where the arms would meet. */
function radii(count: number): number[] {
  return Array.from({ length: count }, (_, i) => (i + 1) / count)
}

function opposite([x, y]: readonly [number, number]): [number, number] {
  return [-x, -y]
}
