import type { GradientCheck } from './check.ts'
import { colors, colorsWanted } from './color.ts'
import { accumulation, reading } from './culprit.ts'
import type { Finding } from './finding.ts'
import { checkOptions } from './given.ts'
import { indexAt, type NDArray, signature } from './ndarray.ts'
import { patternOf } from './pattern.ts'
import { codeOf, type Listing, ssaOf } from './program.ts'
import type { Slope, Verdict } from './quotients.ts'

/** What a report may tell beside the check itself. */
export interface ReportOptions {
  /** ANSI colours; NO_COLOR, FORCE_COLOR and the terminal decide by default */
  readonly color?: boolean
  /** the program that was checked, to be printed */
  readonly program?: Listing
  /** lines for the end: how the case was found, and how to find it again */
  readonly footer?: readonly (readonly [label: string, text: string])[]
}

const widthOfLabel = 11

/**
 * A check as text: what is wrong, where, both numbers, what it looks like, the program, the other checks. Always in this
 * order, and under 40 lines.
 */
export function report(check: GradientCheck, options: ReportOptions = {}): string {
  checkOptions('report', options, ['color', 'program', 'footer'])
  const { color = colorsWanted(), program, footer = [] } = options
  const { bold, dim, red, green, yellow } = colors(color)
  const paint: Record<Verdict, (text: string) => string> = { pass: green, kink: yellow, undecided: yellow, fail: red }
  const row = rowOf(dim)
  const lines = [bold(paint[check.verdict](headline[check.verdict]))]
  if (check.culprit) {
    const { op } = check.culprit
    const alone = op === accumulation || op === reading ? '' : dim('  checked alone, at the values it had there')
    lines.push(row('guilty', bold(op) + alone))
  }
  lines.push(...findingRows(check.main, check.culprit?.alone.at ?? check.at, row))
  const pattern =
    check.verdict === 'fail' ? patternOf(check.culprit?.alone ?? check, check.culprit?.alone.at ?? check.at) : null
  if (pattern) lines.push(row('looks like', pattern))
  lines.push(...inputRows(check.at, row))
  if (program) {
    lines.push(...block('program', capped(ssaOf(program), 8), row), ...block('code', capped(codeOf(program), 11), row))
  }
  lines.push(row('checks', tally(check.findings)))
  for (const [label, text] of footer) lines.push(row(label, text))
  return lines.join('\n')
}

/** The report of a point at which nothing could be checked, because the function throws or is unfit. */
export function reportThrown(thrown: unknown, at: readonly NDArray[], options: ReportOptions): string {
  const { color = colorsWanted(), footer = [] } = options
  const { bold, dim, red } = colors(color)
  const row = rowOf(dim)
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const lines = [bold(red('Nothing can be checked.')), row('message', message), ...inputRows(at, row)]
  for (const [label, text] of footer) lines.push(row(label, text))
  return lines.join('\n')
}

const headline: Record<Verdict, string> = {
  pass: 'The gradient is right.',
  kink: 'At a kink: the gradient is a legal subgradient.',
  undecided: 'Undecided: difference quotients cannot tell here.',
  fail: 'The gradient is wrong.',
}

type Row = (label: string, text: string) => string

const rowOf =
  (dim: (text: string) => string): Row =>
  (label, text) =>
    `${dim(label.padEnd(widthOfLabel))}${text}`

function findingRows(finding: Finding | null, at: readonly NDArray[], row: Row): string[] {
  if (finding === null) return [row('where', 'there is nothing to vary: no float input has an element')]
  const { check, element, analytic, slope, other, message } = finding
  if (message !== undefined) {
    const where = element === null ? modes[check] : `${modes[check]}, ${placeText(element, at)}`
    return [row('where', where), row('message', message.split('\n', 1)[0] ?? '')]
  }
  const lines = [row('where', `${modes[check]}, ${placeText(element, at)}`), row('analytic', numberText(analytic))]
  if (slope === null) lines.push(row('other mode', numberText(other ?? Number.NaN)))
  else lines.push(...slopeRows(slope, row))
  return lines
}

const modes: Record<Finding['check'], string> = {
  reverse: 'reverse mode',
  forward: 'forward mode',
  'dot product': 'forward against reverse mode',
  form: 'form of the gradient',
  'second order': 'second derivative',
  symmetry: 'symmetry of the Hessian',
}

function placeText(element: Finding['element'], at: readonly NDArray[]): string {
  if (element === null) return 'along a direction through all elements'
  const x = at[element.input]
  const index = indexAt(x?.shape ?? [], element.place).join(', ')
  const input = at.length > 1 ? `input ${element.input} of ${at.length}, ` : ''
  return `${input}element [${index}] of ${x ? signature(x) : '?'}`
}

function slopeRows({ central, left, right }: Slope, row: Row): string[] {
  const sides = `left ${numberText(left.value)}, right ${numberText(right.value)}`
  return [row('numeric', `${numberText(central.value)} ± ${central.bar.toExponential(1)}   (${sides})`)]
}

function inputRows(at: readonly NDArray[], row: Row): string[] {
  return at.slice(0, 4).map((x, i) => row(i === 0 ? 'at' : '', `x${i} = ${arrayText(x)}`))
}

/** `f64[2,2] [[0.1, 0.2], [0.3, 0.4]]`, cut where it is long. */
function arrayText(x: NDArray): string {
  const build = (axis: number, from: number, count: number): string => {
    if (axis === x.shape.length) return numberText(x.data[from] ?? Number.NaN)
    const size = x.shape[axis] ?? 0
    const parts = Array.from({ length: size }, (_, i) => build(axis + 1, from + (i * count) / size, count / size))
    return `[${parts.join(', ')}]`
  }
  const text = build(0, 0, x.data.length)
  return `${signature(x)} ${text.length > 90 ? `${text.slice(0, 89)}…` : text}`
}

/** Up to 9 digits; of a float32 no more than it needs. */
function numberText(value: number): string {
  if (Object.is(value, -0)) return '-0'
  if (Math.fround(value) === value) {
    for (let digits = 1; digits <= 9; digits++) {
      const short = Number(value.toPrecision(digits))
      if (Math.fround(short) === value) return String(short)
    }
  }
  return String(Number(value.toPrecision(9)))
}

function block(label: string, lines: readonly string[], row: Row): string[] {
  return lines.map((line, i) => row(i === 0 ? label : '', line))
}

function capped(lines: readonly string[], most: number): string[] {
  return lines.length <= most ? [...lines] : [...lines.slice(0, most - 1), `... ${lines.length - most + 1} more`]
}

/** `12 pass, 1 kink, 2 fail` */
function tally(findings: readonly Finding[]): string {
  const verdicts: readonly Verdict[] = ['pass', 'kink', 'undecided', 'fail']
  const counts = verdicts.map((verdict) => [verdict, findings.filter((one) => one.verdict === verdict).length] as const)
  const parts = counts.filter(([, count]) => count > 0).map(([verdict, count]) => `${count} ${verdict}`)
  return parts.join(', ') || 'none'
}
