import { stripVTControlCharacters } from 'node:util'
import { withRule } from '@adjoint/autograd'
import { ops, sub, type Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjoint, exchange, plant, plantedBugs, vocabulary } from '../src/adjoint/index.ts'
import { program } from '../src/arbitraries/programs.ts'
import { smallIntegers, special } from '../src/arbitraries/values.ts'
import { checkDifferentiable } from '../src/check.ts'
import { differentiable } from '../src/differentiable.ts'
import { checkGradient } from '../src/gradient.ts'
import { ndarray } from '../src/ndarray.ts'
import { differentiableProgram, type Program } from '../src/program.ts'
import { type ReportOptions, report } from '../src/report.ts'
import { cube } from './differentiables.ts'

const brokenTanh = withRule(ops.tanh.op, [(y) => sub(1, y)])
const footer = [
  ['undecided', '0 of 7 cases'],
  ['found', 'as case 7, shrunk 12 times'],
  ['replay', "assertProperty(property, { seed: 1, path: '0' })"],
] as const

/** What stands before the text of each line, in order; lines without a label left out. */
const labelsOf = (text: string): string[] => text.split('\n').slice(1).flatMap((line) => line.slice(0, 11).trim() || []) // biome-ignore format: one line
const order = [
  'guilty',
  'where',
  'message',
  'analytic',
  'numeric',
  'other mode',
  'looks like',
  'at',
  'program',
  'code',
  'checks',
  'undecided',
  'found',
  'replay',
]

/** The text, with what it must be in any case: short, and in order. */
function checked(check: Parameters<typeof report>[0], options: ReportOptions = {}): string {
  const text = report(check, { color: false, footer, ...options })
  expect(text.split('\n').length).toBeLessThan(40)
  const labels = labelsOf(text)
  expect(labels).toEqual(order.filter((label) => labels.includes(label)))
  return text
}

describe('a report', () => {
  it('says all there is to say of a wrong gradient', () => {
    const f = exchange((x) => x.mul(2).tanh(), ops.tanh.op, brokenTanh)
    const check = checkDifferentiable(differentiable(adjoint, f), [ndarray([0.25, -0.1])])
    expect(report(check, { color: false }).split('\n')).toEqual([
      'The gradient is wrong.',
      'guilty     tanh  checked alone, at the values it had there',
      'where      reverse mode, element [0] of f64[2]',
      expect.stringMatching(/^analytic {3}0\.53788284\d$/),
      expect.stringMatching(/^numeric {4}0\.78644773\d ± \d\.\de-\d+ {3}\(left 0\.78644\d+, right 0\.78644\d+\)$/),
      'at         x0 = f64[2] [0.25, -0.1]',
      'checks     1 pass, 2 fail',
    ])
  })

  it.each([
    ['The gradient is right.', [3], (x: number) => 2 * x],
    ['At a kink: the gradient is a legal subgradient.', [0], () => 0],
    ['Undecided: difference quotients cannot tell here.', [-1], () => 0],
    ['The gradient is wrong.', [3], (x: number) => x],
  ])('begins with the verdict: %s', (headline, at, slope) => {
    const f = ([x = 0]: number[]): number => (x < -0.5 ? Math.sqrt(x + 1) : x > 1 ? x * x : Math.abs(x))
    const text = checked(checkGradient(f, at, { gradient: ([x = 0]) => [slope(x)] }))
    expect(text.split('\n')[0]).toBe(headline)
    expect(labelsOf(text)).toEqual([
      'where',
      'analytic',
      'numeric',
      ...(headline.includes('wrong') ? ['looks like'] : []),
      'at',
      'checks',
      'undecided',
      'found',
      'replay',
    ])
  })

  it('has the message of what was thrown, its first line', () => {
    const vjp = (): never => {
      throw new Error('no rule\nat all')
    }
    const text = checked(checkDifferentiable({ ...cube, vjp }, [ndarray([1])]))
    expect(text).toContain('where      reverse mode\nmessage    throws: no rule\nat  ')
  })

  it('holds forward mode against reverse mode where there are no quotients', () => {
    const f = ([x = 0]: number[]): number => x * x
    const check = checkGradient(f, [3], { gradient: () => [6] })
    const finding = { check: 'symmetry', verdict: 'fail', element: null, analytic: 3, other: 4, slope: null } as const
    const text = checked({ ...check, verdict: 'fail', findings: [finding], main: finding })
    expect(text).toContain('symmetry of the Hessian, along a direction through all elements')
    expect(text).toContain('analytic   3\nother mode 4\n')
  })

  it('of nothing says so', () => {
    expect(checked(checkGradient(() => 1, [], { gradient: () => [] }))).toContain('where      there is nothing to vary')
  })
})

describe('numbers', () => {
  const shown = (value: number, dtype: 'float32' | 'float64'): string | undefined =>
    /x0 = .* \[(.*)\]/.exec(report(checkDifferentiable(cube, [ndarray([value], [1], dtype)]), { color: false }))?.[1]

  it('are short: 9 digits, and of a float32 what it needs', () => {
    expect(shown(0.1, 'float32')).toBe('0.1')
    expect(shown(0.1, 'float64')).toBe('0.1')
    expect(shown(1 / 3, 'float32')).toBe('0.33333334')
    expect(shown(1 / 3, 'float64')).toBe('0.333333333')
    expect(shown(-0, 'float64')).toBe('-0')
    expect(shown(1e-30, 'float64')).toBe('1e-30')
  })

  it('stand in nested brackets, that are cut where there are many', () => {
    const at = (shape: number[]) =>
      ndarray(
        Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
        shape,
      )
    const line = (shape: number[]): string =>
      report(checkDifferentiable(cube, [at(shape)]), { color: false })
        .split('\n')
        .find((one) => one.startsWith('at')) ?? ''
    expect(line([2, 2])).toBe('at         x0 = f64[2,2] [[0, 1], [2, 3]]')
    expect(line([])).toBe('at         x0 = f64[] 0')
    expect(line([2, 0])).toBe('at         x0 = f64[2,0] [[], []]')
    expect(line([100])).toMatch(/^at {9}x0 = f64\[100\] \[0, 1, 2, .*…$/)
    expect(line([100]).length).toBeLessThan(120)
  })
})

describe('of any program', () => {
  const programs = fc.oneof(
    program(adjoint, vocabulary),
    program(adjoint, vocabulary, { profile: smallIntegers, maxOps: 30 }),
    program(adjoint, vocabulary, { profile: special, dtype: 'float32' }),
  )

  it('is under 40 lines, in a fixed order', () => {
    for (const given of fc.sample(programs, { numRuns: 60, seed: 1 })) {
      checked(checkDifferentiable(differentiableProgram(given), given.inputs), { program: given })
    }
  })

  it('so it is of wrong ones', () => {
    const bug = plantedBugs.find(({ name }) => name.startsWith('tanh:')) ?? expect.fail('there is no such bug')
    const programs = program(adjoint, plant(vocabulary, bug), { maxOps: 30 })
    const long = fc.sample(programs, { numRuns: 200, seed: 1 }).filter(({ instructions }) => instructions.length > 9)
    const checks = long.map((given) => ({
      given,
      check: checkDifferentiable(differentiableProgram(given), given.inputs),
    }))
    const failed = checks.filter(({ check }) => check.verdict === 'fail')
    expect(failed.length).toBeGreaterThan(0)
    for (const { given, check } of failed) {
      expect(checked(check, { program: given })).toMatch(/\n {11}\.\.\. \d+ more\n/)
    }
  })

  it('has the program in both forms', () => {
    const op = (name: string) => vocabulary.find((one) => one.name === name) ?? expect.fail(`no ${name}`)
    const given: Program<Tensor> = {
      adapter: adjoint,
      inputs: [ndarray([1, 2])],
      instructions: [
        { op: op('sum'), operands: [0] },
        { op: op('add'), operands: [1, 0] },
      ],
    }
    const text = checked(checkDifferentiable(differentiableProgram(given), given.inputs), { program: given })
    const lines = text.split('\n')
    const start = lines.findIndex((line) => line.startsWith('program'))
    expect(lines.slice(start, start + 6)).toEqual([
      'program    v1 = sum x0',
      '           v2 = add v1 x0',
      'code       const f = (x0) => {',
      '             const v1 = x0.sum()',
      expect.stringContaining('             const v2 = '),
      '             return v2',
    ])
  })
})

describe('colours', () => {
  const check = checkGradient(([x = 0]) => x * x, [3], { gradient: () => [1] })
  const ansi = '\u001b['

  it('are there if they are wanted, and change nothing else', () => {
    const [plain, coloured] = [report(check, { color: false }), report(check, { color: true })]
    expect(plain).not.toContain(ansi)
    expect(coloured).toContain(`${ansi}31m`)
    expect(stripVTControlCharacters(coloured)).toBe(plain)
  })

  it.each([
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, false],
    [{ NO_COLOR: '', FORCE_COLOR: '1' }, true],
    [{ NO_COLOR: '', FORCE_COLOR: '0' }, false],
  ])('the environment decides by default: %j', (env, wanted) => {
    const before = { ...process.env }
    try {
      Object.assign(process.env, env)
      expect(report(check).includes(ansi)).toBe(wanted)
    } finally {
      for (const name of Object.keys(env)) delete process.env[name]
      Object.assign(process.env, before)
    }
  })
})
