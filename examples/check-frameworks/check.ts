// Checks functions of a framework one after the other, says what is found, and sums it up.
import { styleText } from 'node:util'
import {
  type Adapter,
  checkProperty,
  gradientProperty,
  type NDArray,
  type PropertyResult,
  report,
  type TensorFunction,
} from '@adjoint/gradcheck'
import { colorEnabled, table } from '@adjoint/viz'
import type { Arbitrary } from 'fast-check'
import { terminalWidth } from '../command-line.ts'
import { folded } from '../lines.ts'

/** A function of a framework's tensors, and where its derivatives are to be checked. */
export interface Subject<T> {
  readonly name: string
  readonly f: TensorFunction<T>
  /** an arbitrary for each argument */
  readonly inputs: readonly Arbitrary<NDArray>[]
  /** 2 checks the derivatives of the gradient, too */
  readonly order?: 1 | 2
}

type Row = {
  readonly function: string
  readonly verdict: 'right' | 'wrong' | 'throws' | 'undecided'
  readonly analytic: string
  readonly numeric: string
  readonly cases: string
}

/** Checks them all, with the same seed each time, and prints as it goes. */
export function checkAll<T>(adapter: Adapter<T>, subjects: readonly Subject<T>[], numRuns: number): void {
  const width = terminalWidth(120)
  const color = colorEnabled()
  const paint = (format: Parameters<typeof styleText>[0], text: string): string =>
    color ? styleText(format, text, { validateStream: false }) : text
  const rows = subjects.map(({ name, f, inputs, order = 1 }) => {
    const result = checkProperty(gradientProperty(f, inputs, { adapter, order }), { numRuns, seed: 1, color })
    const row = rowOf(name, result)
    const mark = row.verdict === 'right' ? paint('green', '✓') : paint('red', '✗')
    console.log(`${mark} ${paint('bold', name)}  ${paint('dim', codeOf(f))}`)
    const text = textOf(result, color)
    if (text !== '') console.log(`${wrapped(text, width)}\n`)
    return row
  })
  console.log(
    '\nanalytic: what the framework says; numeric: what difference quotients say, in the smallest case that fails\n',
  )
  console.log(`${table(rows, { width, color })}\n\n${summary(rows)}`)
}

/** The report of the smallest failing case; it says nothing where all is well. */
function textOf({ counterexample, report: otherwise }: PropertyResult, color: boolean): string {
  return counterexample === null ? otherwise : report(counterexample.check, { color })
}

function rowOf(name: string, { failed, counts, counterexample }: PropertyResult): Row {
  const tried = counts.pass + counts.kink + counts.undecided + counts.fail
  if (counterexample === null) {
    const kinks = counts.kink === 0 ? '' : `, ${counts.kink} at a kink`
    return {
      function: name,
      verdict: failed ? 'undecided' : 'right',
      analytic: '',
      numeric: '',
      cases: `${tried}${kinks}`,
    }
  }
  const { main: finding } = counterexample.check
  const found = { function: name, cases: `found in case ${tried}` }
  if (finding?.message?.startsWith('throws')) return { ...found, verdict: 'throws', analytic: '', numeric: '' }
  const [analytic, numeric] = [finding?.analytic, finding?.slope?.central.value ?? finding?.other].map(shortNumber)
  return { ...found, verdict: 'wrong', analytic: analytic ?? '', numeric: numeric ?? '' }
}

const shortNumber = (value = Number.NaN): string => String(Number(value.toPrecision(6)))

function summary(rows: readonly Row[]): string {
  const words = { right: 'right', wrong: 'wrong', throws: 'throwing', undecided: 'undecided' }
  const parts = Object.entries(words).flatMap(([verdict, word]) => {
    const count = rows.filter((row) => row.verdict === verdict).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  return `${rows.length} functions: ${parts.join(', ')}.`
}

/** The source of a short function on one line. */
const codeOf = (f: (...x: never[]) => unknown): string => String(f).replaceAll(/\s+/g, ' ')

/** Lines of at most `width` columns; what goes on stands under what it continues. */
function wrapped(text: string, width: number): string {
  return text.split('\n').flatMap((line) => folded(`  ${line}`, width, ' '.repeat(13))).join('\n') // biome-ignore format: one line
}
