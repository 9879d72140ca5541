import type { Examination } from './examine.ts'
import type { Finding } from './finding.ts'
import { cotangentOf, type NDArray, sameShape } from './ndarray.ts'

/** A derivative that was given beside the one that was measured, element by element of one input. */
interface Comparison {
  readonly input: number
  /** where the elements stand; of many, not all were tried */
  readonly places: readonly number[]
  readonly given: readonly number[]
  readonly measured: readonly number[]
  /** the same for the elements that are wrong */
  readonly wrong: { readonly given: readonly number[]; readonly measured: readonly number[] }
}

/** What a wrong gradient looks like, in words: often this alone names the mistake. null where it looks like nothing. */
export function patternOf({ findings, value }: Examination, at: readonly NDArray[]): string | null {
  const wrong = inputsOf(findings, at).filter(({ input }) =>
    findings.some(({ element, verdict }) => element?.input === input && verdict === 'fail'),
  )
  const [first] = wrong
  if (first === undefined) return null
  const looks = lookOf(first, at, value)
  const where = placeOf(wrong, findings, at, value)
  return [looks, where].filter((part) => part !== null).join('; ') || null
}

function inputsOf(findings: readonly Finding[], at: readonly NDArray[]): Comparison[] {
  return at.flatMap((_, input) => {
    const own = findings.filter(({ check, element }) => check === 'reverse' && element?.input === input)
    const numbers = (some: readonly Finding[]) => ({
      given: some.map(({ analytic }) => analytic),
      measured: some.map(({ slope }) => slope?.central.value ?? Number.NaN),
    })
    if (own.length === 0) return []
    const places = own.map(({ element }) => element?.place ?? 0)
    return [{ input, places, ...numbers(own), wrong: numbers(own.filter(({ verdict }) => verdict === 'fail')) }]
  })
}

function lookOf(comparison: Comparison, at: readonly NDArray[], value: NDArray): string | null {
  const { input, given, measured, wrong } = comparison
  if (wrong.given.some((number) => !Number.isFinite(number))) return 'it is not finite where the derivative is'
  if (wrong.given.every((number) => number === 0)) return 'it is zero: the partial derivative is missing'
  const cotangent = cotangentAt(comparison, at[input], value)
  if (agree(given, cotangent)) return 'it is the cotangent: the local derivative is missing'
  const withCotangent = given.map((number, i) => number * (cotangent[i] ?? Number.NaN))
  if (agree(withCotangent, measured)) return 'it is the local derivative: the cotangent is missing'
  const ratio = ratioOf(wrong.given, wrong.measured)
  const known = ratio === null ? null : ratioText(ratio, at[input], value)
  if (known !== null) return known
  if (isTransposed(given, measured, at[input])) return 'it is the right gradient, transposed'
  if (ratio !== null && wrong.given.length > 1) return `it is ${Number(ratio.toPrecision(4))} times the right one`
  return offsetText(wrong.given, wrong.measured)
}

/** The one number by which all elements differ, where there is one. */
function ratioOf(given: readonly number[], measured: readonly number[]): number | null {
  const ratios = given.flatMap((number, i) => {
    const wanted = measured[i] ?? 0
    return Math.abs(wanted) < 1e-6 && Math.abs(number) < 1e-6 ? [] : [number / wanted]
  })
  const [first] = ratios
  return first !== undefined && ratios.every((ratio) => near(ratio, first)) ? first : null
}

function ratioText(ratio: number, x: NDArray | undefined, value: NDArray): string | null {
  if (near(ratio, -1)) return 'the sign is wrong'
  const sizes = new Set([...(x?.shape ?? []), ...value.shape, x?.data.length ?? 1, value.data.length])
  const count = [...sizes].find((size) => size > 2 && (near(ratio, size) || near(ratio, 1 / size)))
  if (count !== undefined) {
    return near(ratio, count)
      ? `it is ${count} times too large: a mean taken for a sum, or summed twice`
      : `it is ${count} times too small: divided by a number of elements once too often, or not summed`
  }
  if (near(ratio, 2)) return 'it is twice the right one'
  return near(ratio, 0.5) ? 'it is half the right one' : null
}

/** The cotangent's elements where the input's are; none where the shapes differ. */
function cotangentAt({ places }: Comparison, x: NDArray | undefined, value: NDArray): number[] {
  if (x === undefined || !sameShape(x.shape, value.shape)) return []
  const { data } = cotangentOf(value)
  return places.map((place) => data[place] ?? Number.NaN)
}

function isTransposed(given: readonly number[], measured: readonly number[], x: NDArray | undefined): boolean {
  const [rows = 0, columns = 0, ...more] = x?.shape ?? []
  if (more.length > 0 || rows < 2 || columns < 2 || rows * columns !== given.length) return false
  return agree(given, measured.map((_, at) => measured[(at % rows) * columns + Math.floor(at / rows)] ?? Number.NaN)) // biome-ignore format: one line
}

function offsetText(given: readonly number[], measured: readonly number[]): string | null {
  const [first = 0, ...rest] = given.map((number, i) => number - (measured[i] ?? 0))
  return rest.length > 0 && rest.every((difference) => near(difference, first))
    ? `all elements are off by ${Number(first.toPrecision(4))}`
    : null
}

/** Which inputs and elements are wrong, where it is not all. */
function placeOf(
  wrong: readonly Comparison[],
  findings: readonly Finding[],
  at: readonly NDArray[],
  value: NDArray,
): string | null {
  const broadcast = at.flatMap(({ shape }, k) => (sameShape(shape, value.shape) ? [] : [k]))
  const others = at.flatMap((_, k) => (wrong.some(({ input }) => input === k) ? [] : [k]))
  if (wrong.every(({ input }) => broadcast.includes(input)) && others.some((k) => !broadcast.includes(k))) {
    return 'only inputs of another shape than the result are wrong: look at un-broadcasting'
  }
  const elements = findings.filter(({ element }) => element !== null && element.input === wrong[0]?.input)
  const failed = elements.filter(({ verdict }) => verdict === 'fail').length
  const input = at.length > 1 ? ` of input ${wrong[0]?.input}` : ''
  const tried =
    elements.length < (at[wrong[0]?.input ?? 0]?.data.length ?? 0) ? `the ${elements.length} tried` : elements.length
  return failed < elements.length ? `only ${failed} of ${tried} elements${input} are wrong` : null
}

const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-3 * Math.max(1e-3, Math.abs(b))

const agree = (a: readonly number[], b: readonly number[]): boolean =>
  a.every((value, i) => near(value, b[i] ?? Number.NaN))
