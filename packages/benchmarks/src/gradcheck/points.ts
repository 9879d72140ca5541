// The random programs of the measurement: Adjoint's whole vocabulary, over numbers of several kinds.
import {
  onKinks,
  type Profile,
  type Program,
  type ProgramOp,
  program,
  smallIntegers,
  smooth,
  special,
  ssaOf,
  ties,
} from '@adjoint/gradcheck'
import { adjoint, vocabulary } from '@adjoint/gradcheck/adjoint'
import type { Tensor } from '@adjoint/tensor'
import fc from 'fast-check'

export type Dtype = 'float64' | 'float32'
export const dtypes: readonly Dtype[] = ['float64', 'float32']

/** Programs over a vocabulary with inputs of one kind. */
export type Programs = (dtype: Dtype, ops?: readonly ProgramOp<Tensor>[]) => fc.Arbitrary<Program<Tensor>>

const over =
  (profile: Profile): Programs =>
  (dtype, ops = vocabulary) =>
    program(adjoint, ops, { profile, dtype })

/** The inputs of the largest form of a program hold 18 numbers, and there are up to three. */
const mostNumbers = 54

/**
 * Numbers as fast-check itself draws them: often 0, a bound, or next to them. They shrink to 0.
 *
 * @param atLeast so many are drawn, and all that are missing are 0
 */
const biased =
  (atLeast: number): Programs =>
  (dtype, ops = vocabulary) => {
    const bounds = { min: -10, max: 10, noNaN: true }
    const number = dtype === 'float64' ? fc.double(bounds) : fc.float(bounds)
    return fc
      .array(number, { minLength: atLeast, maxLength: mostNumbers, size: 'max' })
      .chain((numbers) => program(adjoint, ops, { profile: (_code, place) => numbers[place] ?? 0, dtype }))
  }

/** Biased doubles that shrink fast, because those that matter nothing can be left out. */
export const shrinkingToZero: Programs = biased(0)

/** What the inputs are filled with. */
export const kinds = {
  smooth: over(smooth),
  'small integers': over(smallIntegers),
  ties: over(ties),
  'special values': over(special),
  'on kinks': over(onKinks([0, 0.4])),
  'biased doubles': biased(mostNumbers),
} as const satisfies Readonly<Record<string, Programs>>

/** A program that can be found again: `fc.sample(kinds[kind](dtype), { seed, numRuns: index + 1 })[index]`. */
interface Origin {
  readonly dtype: Dtype
  /** of the inputs' numbers, by its name above */
  readonly kind: string
  readonly seed: number
  readonly index: number
}

export interface Point {
  readonly origin: Origin
  readonly program: Program<Tensor>
}

/** As many as a property runs by default: the first of them are biased the most. */
const portion = 100

/** So many right programs, as many of each dtype and kind, in portions of one of each. */
export function* rightPrograms(count: number, firstSeed: number): Generator<readonly Point[]> {
  const cells = dtypes.flatMap((dtype) => Object.entries(kinds).map(([kind, programs]) => ({ dtype, kind, programs })))
  const each = cells.map((_, cell) => Math.floor(count / cells.length) + (cell < count % cells.length ? 1 : 0))
  for (let done = 0, seed = firstSeed; done < Math.max(...each); done += portion, seed += cells.length) {
    yield cells.flatMap(({ dtype, kind, programs: make }, cell) => {
      const numRuns = Math.min(portion, (each[cell] ?? 0) - done)
      const programs = numRuns > 0 ? fc.sample(make(dtype), { numRuns, seed: seed + cell }) : []
      return programs.map((program, index) => ({ origin: { dtype, kind, seed: seed + cell, index }, program }))
    })
  }
}

/** A point in words: where it comes from, the program, its inputs. */
export function descriptionOf({ origin: { dtype, kind, seed, index }, program }: Point): string {
  const inputs = program.inputs.map(({ shape, data }, i) => `x${i} [${shape}] = ${data.map(literal).join(', ')}`)
  return `${dtype}, ${kind}, seed ${seed}, index ${index}: ${ssaOf(program).join('; ')} at ${inputs.join('; ')}`
}

const literal = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))
