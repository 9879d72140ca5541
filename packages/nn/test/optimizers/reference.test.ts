// Against runs of PyTorch's documented algorithms, written in NumPy (reference/optimizers.json).
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  type AdagradOptions,
  type AdamOptions,
  type AdamWOptions,
  adagrad,
  adam,
  adamw,
  cosineDecay,
  type RmspropOptions,
  rmsprop,
  type SgdOptions,
  sgd,
} from '../../src/index.ts'
import { descend, losses } from './runs.ts'

interface Run {
  readonly optimizer: 'sgd' | 'adam' | 'adamw' | 'rmsprop' | 'adagrad'
  readonly options: SgdOptions &
    AdamOptions &
    AdamWOptions &
    RmspropOptions &
    AdagradOptions & { readonly schedule?: { readonly cosineDecay: Parameters<typeof cosineDecay>[0] } }
  readonly loss: keyof typeof losses
  readonly path: readonly (readonly number[])[]
}

const reference: { readonly start: readonly number[]; readonly runs: readonly Run[] } = JSON.parse(
  readFileSync(new URL('../reference/optimizers.json', import.meta.url), 'utf8'),
)
const makers = { sgd, adam, adamw, rmsprop, adagrad }

// What NumPy and we round differently, the bends of the loss enlarge: by 20 steps to about a hundred eps.
const forms = [
  { compiled: false, dtype: 'float64', tolerance: 1e-12 },
  { compiled: true, dtype: 'float64', tolerance: 1e-12 },
  { compiled: false, dtype: 'float32', tolerance: 5e-5 },
  { compiled: true, dtype: 'float32', tolerance: 5e-5 },
] as const

describe.each(reference.runs)('$optimizer $options on $loss', ({ optimizer, options: given, loss, path }) => {
  const { schedule, ...others } = given
  const options = schedule === undefined ? given : { ...others, lr: cosineDecay(schedule.cosineDecay) }

  it.each(forms)('compiled: $compiled, $dtype', ({ tolerance, ...how }) => {
    const actual = descend(makers[optimizer](options), losses[loss], reference.start, how)
    expect(actual).toHaveLength(path.length)
    path.forEach((expected, step) => {
      expected.forEach((value, i) => {
        expect(Math.abs((actual[step]?.[i] ?? Number.NaN) - value), `step ${step}`).toBeLessThanOrEqual(tolerance)
      })
    })
  })
})
