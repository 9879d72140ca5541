/** What mutations do to a framework's tensors. */
export interface TensorAlgebra<T> {
  isTensor(x: unknown): x is T
  /** x times a number */
  scale(x: T, factor: number): T
  /** do the two hold the same numbers? */
  same(a: T, b: T): boolean
  /** a tensor like x with other generic numbers, signs too */
  another(x: T): T
}

/** A function that is wrong in one place, and where. */
export interface FunctionMutant {
  readonly mutation: string
  readonly run: RuleFunction
}

/** A part of a derivative rule: from tensors, lists of tensors and whatever else to a tensor, a number, null or a list of them. */
export type RuleFunction = (...args: readonly unknown[]) => unknown

/**
 * The ways in which a part of a derivative rule is got wrong: a sign, a factor, a partial left out or in the wrong place, one
 * argument taken for another.
 *
 * @param run the part
 * @param args arguments to try it on: an argument that it does not use cannot be mistaken
 */
export function mutantsOf<T>(run: RuleFunction, args: readonly unknown[], algebra: TensorAlgebra<T>): FunctionMutant[] {
  return [...resultMutants(run, args, algebra), ...argumentMutants(run, args, algebra)]
}

/** Factors on a result, and on each entry of a list of results. */
const factors = { 'the sign is turned': -1, 'it is doubled': 2, 'it is zero': 0 }

function resultMutants<T>(run: RuleFunction, args: readonly unknown[], algebra: TensorAlgebra<T>): FunctionMutant[] {
  const scaled = (x: unknown, factor: number): unknown => {
    if (algebra.isTensor(x)) return algebra.scale(x, factor)
    return typeof x === 'number' ? x * factor : x
  }
  const result = run(...args)
  if (!Array.isArray(result)) {
    return Object.entries(factors).map(([mutation, factor]) => ({ mutation, run: (...x) => scaled(run(...x), factor) }))
  }
  const list = (x: readonly unknown[]): readonly unknown[] => [run(...x)].flat()
  const entries = result.flatMap((entry, k) => (entry === null ? [] : [k]))
  const each = entries.flatMap((k) =>
    Object.entries(factors).map(([what, factor]) => ({
      mutation: `entry ${k}: ${what}`,
      run: (...x: readonly unknown[]) => list(x).map((entry, i) => (i === k ? scaled(entry, factor) : entry)),
    })),
  )
  const reversed = {
    mutation: 'the entries are in reverse order',
    run: (...x: readonly unknown[]) => list(x).toReversed(),
  }
  return entries.length > 1 ? [...each, reversed] : each
}

/** Where a tensor stands among the arguments: by itself, or in a list. */
type Place = readonly [argument: number, inList: number | null]

function argumentMutants<T>(run: RuleFunction, args: readonly unknown[], algebra: TensorAlgebra<T>): FunctionMutant[] {
  const places = args.flatMap((arg, i): Place[] => {
    if (algebra.isTensor(arg)) return [[i, null]]
    return Array.isArray(arg) ? arg.flatMap((entry, k): Place[] => (algebra.isTensor(entry) ? [[i, k]] : [])) : []
  })
  const used = places.filter((place) => uses(run, args, place, algebra))
  return used.flatMap((wrong) =>
    places
      .filter((other) => other !== wrong)
      .map((other) => ({
        mutation: `argument ${nameOf(other)} is taken for ${nameOf(wrong)}`,
        run: (...x: readonly unknown[]) => run(...withArgument(x, wrong, () => argumentAt(x, other))),
      })),
  )
}

/** Does the result change with this argument? */
function uses<T>(run: RuleFunction, args: readonly unknown[], place: Place, algebra: TensorAlgebra<T>): boolean {
  const [before, after] = [args, withArgument(args, place, (x) => (algebra.isTensor(x) ? algebra.another(x) : x))].map(
    (list) => [run(...list)].flat(),
  )
  return (before ?? []).some((entry, k) => {
    const other = after?.[k]
    return algebra.isTensor(entry) && algebra.isTensor(other) && !algebra.same(entry, other)
  })
}

const nameOf = ([argument, inList]: Place): string => (inList === null ? `${argument}` : `${argument}.${inList}`)

function argumentAt(args: readonly unknown[], [argument, inList]: Place): unknown {
  const arg = args[argument]
  return inList === null || !Array.isArray(arg) ? arg : arg[inList]
}

function withArgument(args: readonly unknown[], [argument, inList]: Place, change: (x: unknown) => unknown): unknown[] {
  return args.map((arg, i) => {
    if (i !== argument) return arg
    if (inList === null || !Array.isArray(arg)) return change(arg)
    return arg.map((entry, k) => (k === inList ? change(entry) : entry))
  })
}

/** A derivative rule that is wrong in one place. */
export interface Mutant<R> {
  readonly op: string
  readonly mutation: string
  readonly rule: R
}

/** What became of the mutants. */
export interface MutationScore<R> {
  readonly killed: readonly (Mutant<R> & { readonly by: string })[]
  readonly survivors: readonly Mutant<R>[]
}

/**
 * Tries tests on mutants: the score is a test of the tests.
 *
 * @param killer the name of a test that fails for the mutant, null where all pass
 */
export function mutationScore<R>(
  mutants: readonly Mutant<R>[],
  killer: (mutant: Mutant<R>) => string | null,
): MutationScore<R> {
  const tried = mutants.map((mutant) => ({ ...mutant, by: killer(mutant) }))
  return {
    killed: tried.flatMap((one) => (one.by === null ? [] : [{ ...one, by: one.by }])),
    survivors: tried.filter(({ by }) => by === null),
  }
}
