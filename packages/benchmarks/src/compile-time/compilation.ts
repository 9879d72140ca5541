import type { Cell } from '@adjoint/viz'
import { type Quartiles, quartiles } from '../statistics.ts'

/** What a process found out; times in milliseconds. */
export interface Compilation {
  /** compile() and the first call, in which it happens */
  readonly compile: number
  /** the same once more, when the engine has warmed up on the compiler */
  readonly compileAgain: number
  readonly secondCall: number
  /** the median of the calls after it */
  readonly laterCall: number
  readonly moduleBytes: number
  readonly arenaBytes: number
  readonly kernels: number
}

/** One thing that takes time; a line of --json, with the names of the other works. */
export interface CompileRow {
  readonly work: 'compile-time'
  readonly peer: 'adjoint'
  readonly variant: 'compile' | 'compile-again' | 'second-call' | 'later-calls'
  readonly microseconds: number
  /** to a call of the compiled step when all is warm */
  readonly ratio: number
  readonly lower: number
  readonly upper: number
  readonly rounds: number
  readonly moduleBytes: number
  readonly arenaBytes: number
  readonly kernels: number
}

const parts = [
  ['compile', 'compile'],
  ['compile-again', 'compileAgain'],
  ['second-call', 'secondCall'],
  ['later-calls', 'laterCall'],
] as const

export function rowsOf(compilations: readonly Compilation[]): CompileRow[] {
  const [first] = compilations
  const later = quartiles(compilations.map(({ laterCall }) => laterCall))
  if (first === undefined || later === null) return []
  const { moduleBytes, arenaBytes, kernels } = first
  return parts.flatMap(([variant, key]): CompileRow[] => {
    const times = quartiles(compilations.map((compilation) => compilation[key]))
    if (times === null) return []
    const microseconds = (name: keyof Quartiles): number => digits(1000 * times[name])
    const [lower, upper, rounds] = [microseconds('lower'), microseconds('upper'), compilations.length]
    const ratio = digits(times.median / later.median)
    return [
      {
        work: 'compile-time',
        peer: 'adjoint',
        variant,
        microseconds: microseconds('median'),
        ratio,
        lower,
        upper,
        rounds,
        moduleBytes,
        arenaBytes,
        kernels,
      },
    ]
  })
}

export function cellsOf(rows: readonly CompileRow[]): Readonly<Record<string, Cell>>[] {
  return rows.map(({ variant, microseconds, lower, upper, ratio }) => ({
    what: words[variant],
    ms: short(microseconds),
    from: short(lower),
    to: short(upper),
    'later calls': Number(ratio.toFixed(1)),
  }))
}

/** What the compiler made. */
export function sizesText(rows: readonly CompileRow[]): string {
  const [row] = rows
  if (row === undefined) return ''
  const { kernels, moduleBytes, arenaBytes } = row
  return `${kernels} kernels in a module of ${kibibytes(moduleBytes)}, working in an arena of ${kibibytes(arenaBytes)}.`
}

const words: Readonly<Record<CompileRow['variant'], string>> = {
  compile: 'compile() and the first call',
  'compile-again': 'the same once more',
  'second-call': 'the second call',
  'later-calls': 'later calls',
}

const digits = (value: number): number => Number(value.toPrecision(4))
const short = (microseconds: number): number => Number((microseconds / 1000).toFixed(2))
const kibibytes = (bytes: number): string =>
  `${(bytes / 1024).toLocaleString('en-US', { maximumFractionDigits: 1 })} KiB`
