import fc from 'fast-check'
import { checkDifferentiable, type GradientCheck } from './check.ts'
import { type Differentiable, differentiable, type TensorFunction } from './differentiable.ts'
import { GradientError } from './errors.ts'
import { attempt } from './finding.ts'
import { checkList, checkOptions, inWords } from './given.ts'
import type { AdapterOptions, CheckOptions } from './gradient.ts'
import { flawOf, type NDArray } from './ndarray.ts'
import { differentiableProgram, type Listing, type Program, ssaOf } from './program.ts'
import type { Verdict } from './quotients.ts'
import { type ReportOptions, report, reportThrown } from './report.ts'

/** A function and a point, and the program it came from. */
export interface GradientCase {
  readonly f: Differentiable
  readonly at: readonly NDArray[]
  readonly order: 1 | 2
  readonly program: Listing | null
}

/** The property "the derivatives are right": for fc.assert, or for assertProperty. Its `cases` are for `it.prop` and the like. */
export interface GradientProperty extends fc.IPropertyWithHooks<[GradientCase]> {
  readonly cases: fc.Arbitrary<GradientCase>
}

/**
 * The property "f's derivatives are right at every point".
 *
 * @param f a function of tensors
 * @param arbitraries one of plain arrays for each argument
 * @example assertProperty(gradientProperty((x: Tensor) => x.tanh().sum(), [array([2, 3])], { adapter: adjoint }))
 */
export function gradientProperty<T>(
  f: TensorFunction<T>,
  arbitraries: readonly fc.Arbitrary<NDArray>[],
  options: AdapterOptions<T>,
): GradientProperty {
  checkOptions('gradientProperty', options, ['adapter', 'order'])
  const { adapter, order = 1 } = options
  checkList('gradientProperty: the arbitraries', arbitraries, 'of one for each argument')
  const subject = differentiable(adapter, f)
  return propertyOf(
    fc.tuple(...arbitraries).map((at) => {
      const flaw = at.map(flawOf).find((one) => one !== null)
      if (flaw)
        throw new TypeError(`gradientProperty: ${flaw}; arbitraries must give plain arrays, as array([2]) does.`)
      return { f: subject, at, order, program: null }
    }),
  )
}

/**
 * The property "the derivatives of every program are right".
 *
 * @param programs of `program(adapter, ops)`
 * @example assertProperty(programProperty(program(adjoint, vocabulary)), { numRuns: 20 })
 */
export function programProperty<T>(programs: fc.Arbitrary<Program<T>>, options: CheckOptions = {}): GradientProperty {
  checkOptions('programProperty', options, ['order'])
  const { order = 1 } = options
  return propertyOf(
    programs.map((program) => ({
      f: differentiableProgram(program),
      at: program.inputs,
      order,
      program,
      [fc.toStringMethod]: () => ssaOf(program).join('; '),
    })),
  )
}

function propertyOf(cases: fc.Arbitrary<GradientCase>): GradientProperty {
  const property = fc.property(cases, (one) => {
    const check = checkCase(one)
    if (check.verdict === 'fail') throw new GradientError(reportOf(one, check), check)
  })
  return Object.assign(property, { cases })
}

const checkCase = ({ f, at, order }: GradientCase): GradientCheck => checkDifferentiable(f, at, order)

function reportOf({ program }: GradientCase, check: GradientCheck, options: ReportOptions = {}): string {
  return report(check, program === null ? options : { ...options, program })
}

/** How a property is run. */
export interface PropertyOptions {
  /** how many cases; 100 by default */
  readonly numRuns?: number
  /** the seed of a run to be repeated */
  readonly seed?: number
  /** the path of a case to be repeated, with its seed */
  readonly path?: string
  /** the largest share of cases that may stay undecided; 0.05 by default */
  readonly maxUndecided?: number
  /** ANSI colours in the report; the terminal decides by default */
  readonly color?: boolean
}

/** What a property found. */
export interface PropertyResult {
  readonly failed: boolean
  /** how many cases got each verdict; those tried while shrinking are left out */
  readonly counts: Readonly<Record<Verdict, number>>
  /** the smallest failing case, and its check; null where no derivative is wrong */
  readonly counterexample: (GradientCase & { readonly check: GradientCheck }) | null
  /** what assertProperty would throw; empty where all is well */
  readonly report: string
}

/**
 * Runs a property, shrinks a failure to the smallest case, and reports it.
 *
 * @throws Error where the function itself throws, with the smallest such case and the line that replays it; RangeError
 *   when numRuns is no integer of 1 or more, or maxUndecided outside [0, 1]
 */
export function checkProperty(property: GradientProperty, options: PropertyOptions = {}): PropertyResult {
  const cases = casesOf(property)
  checkRun(options)
  const { maxUndecided = 0.05, color, ...parameters } = options
  const counts = { pass: 0, kink: 0, undecided: 0, fail: 0 }
  const silent = fc.property(cases, (one) => {
    const checked = attempt(() => checkCase(one))
    if ('thrown' in checked) {
      if (counts.fail > 0) return true // a wrong gradient shrinks to a wrong gradient
      throw checked.thrown
    }
    const { verdict } = checked.result
    if (counts.fail === 0) counts[verdict]++ // what comes after a failure is shrinking
    return verdict !== 'fail'
  })
  const run = fc.check(silent, parameters)
  const colored = color === undefined ? {} : { color }
  const tried = counts.pass + counts.kink + counts.undecided + counts.fail
  const undecided = `${counts.undecided} of ${tried} cases`
  if (run.counterexample === null) {
    const failed = counts.undecided > maxUndecided * tried
    const text = `Too many cases stay undecided: ${undecided}, more than ${Number((100 * maxUndecided).toPrecision(3))} %. Keep the inputs off the edges of the domain, or raise maxUndecided.`
    return { failed, counts, counterexample: null, report: failed ? text : '' }
  }
  const [smallest] = run.counterexample
  const path = run.counterexamplePath ?? ''
  const found = [
    ['found', `as case ${run.numRuns}, shrunk ${run.numShrinks} times`],
    ['replay', `assertProperty(property, { seed: ${run.seed}, path: '${path}' })`],
  ] as const
  const checked = attempt(() => checkCase(smallest))
  if ('thrown' in checked) {
    throw new Error(reportThrown(checked.thrown, smallest.at, { footer: found, ...colored }), { cause: checked.thrown })
  }
  const check = checked.result
  const footer = [['undecided', undecided], ...found] as const
  return {
    failed: true,
    counts,
    counterexample: { ...smallest, check },
    report: reportOf(smallest, check, { footer, ...colored }),
  }
}

function casesOf(property: GradientProperty): fc.Arbitrary<GradientCase> {
  const { cases }: Partial<GradientProperty> = property ?? {}
  if (cases) return cases
  throw new TypeError(
    `checkProperty: ${inWords(property)} is no property; make one with gradientProperty or programProperty.`,
  )
}

function checkRun(options: PropertyOptions): void {
  checkOptions('checkProperty', options, ['numRuns', 'seed', 'path', 'maxUndecided', 'color'])
  const { numRuns = 1, maxUndecided = 0 } = options
  if (!(Number.isInteger(numRuns) && numRuns >= 1)) {
    throw new RangeError(`checkProperty: numRuns is ${inWords(numRuns)}; give an integer of 1 or more.`)
  }
  if (!(maxUndecided >= 0 && maxUndecided <= 1)) {
    throw new RangeError(`checkProperty: maxUndecided is ${inWords(maxUndecided)}; give a share from 0 to 1.`)
  }
}

/**
 * Runs a property, and throws where a derivative is wrong or too many cases stay undecided.
 *
 * @throws GradientError with the report of the smallest case, which ends with the line that replays it; Error where the
 *   function itself throws
 */
export function assertProperty(property: GradientProperty, options: PropertyOptions = {}): void {
  const { failed, counterexample, report: text } = checkProperty(property, options)
  if (failed) throw new GradientError(text, counterexample?.check ?? null)
}
