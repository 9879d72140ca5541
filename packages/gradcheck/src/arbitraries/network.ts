import fc from 'fast-check'
import { checkList, checkOptions } from '../given.ts'
import { type NDArray, ndarray } from '../ndarray.ts'
import { flag, type Profile, probability, smooth } from './values.ts'

/** A fully connected layer as plain data. */
export interface NetworkLayer<A extends string> {
  readonly activation: A
  /** shape [in, out] */
  readonly weight: NDArray
  /** shape [out] */
  readonly bias: NDArray
}

/** A network with a batch to run it on, as plain data: samples are rows. */
export interface Network<A extends string> {
  readonly layers: readonly NetworkLayer<A>[]
  /** shape [samples, in] */
  readonly x: NDArray
  /** shape [samples, out] */
  readonly y: NDArray
}

/** What may be fixed about random networks. */
export interface NetworkOptions<A extends string> {
  /** the activations of the hidden layers to choose from */
  readonly hidden: readonly A[]
  /** the last layer's */
  readonly last: A
  /** 1 by default */
  readonly minLayers?: number
  /** 4 by default */
  readonly maxLayers?: number
  /** labels 0 and 1 only; anything between, too, by default */
  readonly hardLabels?: boolean
}

/**
 * Networks of 1 to 4 layers of 1 to 6 units, on 1 to 7 samples. A plan is a few small integers and every plan is a network:
 * nothing is filtered, and each step of shrinking stays valid.
 */
export function network<const A extends string>(options: NetworkOptions<A>): fc.Arbitrary<Network<A>> {
  checkOptions('network', options, ['hidden', 'last', 'minLayers', 'maxLayers', 'hardLabels'])
  checkList('network: hidden', options.hidden, 'of activations')
  const { hidden, last, minLayers = 1, maxLayers = 4, hardLabels = false } = options
  const plan = fc.record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), {
      minLength: minLayers + 1,
      maxLength: maxLayers + 1,
      size: 'max',
    }),
    activations: fc.array(fc.constantFrom(...hidden), { minLength: maxLayers, maxLength: maxLayers }),
    samples: fc.integer({ min: 1, max: 7 }),
    soft: hardLabels ? fc.constant(false) : fc.boolean(),
    codes: fc.array(fc.nat(4000), { maxLength: 250, size: 'max' }),
  })
  return plan.map(({ sizes, activations, samples, soft, codes }) => {
    let at = 0
    const filled = (shape: readonly [number, number?], profile: Profile = smooth): NDArray => {
      const [rows, columns] = shape
      const data = Array.from({ length: rows * (columns ?? 1) }, () => profile(codes[at] ?? 0, at++))
      return ndarray(data, columns === undefined ? [rows] : [rows, columns])
    }
    const [inputs = 1, ...outputs] = sizes
    const x = filled([samples, inputs])
    const y = filled([samples, outputs.at(-1) ?? 1], soft ? probability : flag)
    const layers = outputs.map((size, i) => ({
      activation: i === outputs.length - 1 ? last : (activations[i] ?? last),
      weight: filled([sizes[i] ?? 1, size]),
      bias: filled([size]),
    }))
    return { layers, x, y }
  })
}
