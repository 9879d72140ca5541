import { stopGradient, withRule } from '@adjoint/autograd'
import { ops, sub } from '@adjoint/tensor'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjoint, exchange, plant, plantedBugs, vocabulary } from '../src/adjoint/index.ts'
import { program } from '../src/arbitraries/programs.ts'
import { array, awayFrom } from '../src/arbitraries/values.ts'
import { GradientError } from '../src/errors.ts'
import {
  assertProperty,
  checkProperty,
  type GradientProperty,
  gradientProperty,
  type PropertyResult,
  programProperty,
} from '../src/property.ts'

const options = { adapter: adjoint }
const right = gradientProperty((x, y) => x.tanh().mul(y), [array([2, 3]), array([3])], options)
const brokenTanh = withRule(ops.tanh.op, [(y) => sub(1, y)])
const wrong = gradientProperty(
  exchange((x, y) => x.tanh().mul(y), ops.tanh.op, brokenTanh),
  [array([2, 3]), array([3])],
  options,
)
const bug = plantedBugs.find(({ name }) => name.startsWith('tanh:')) ?? expect.fail('there is no such bug')
const wrongPrograms = programProperty(program(adjoint, plant(vocabulary, bug)))

/** The line that is to be pasted, as the options it holds. */
function replayOf({ report }: PropertyResult): { seed: number; path: string } {
  const [, seed, path = ''] = /assertProperty\(property, \{ seed: (-?\d+), path: '([\d:]*)' \}\)$/.exec(report) ?? []
  return { seed: Number(seed), path }
}

describe('a property that holds', () => {
  it('counts its cases', () => {
    const result = checkProperty(right, { numRuns: 50 })
    expect(result).toEqual({
      failed: false,
      counts: { pass: 50, kink: 0, undecided: 0, fail: 0 },
      counterexample: null,
      report: '',
    })
  })

  it('is content with kinks', () => {
    const relu = gradientProperty((x) => x.relu(), [array([2], { profile: () => 0 })], options)
    expect(checkProperty(relu, { numRuns: 20 })).toMatchObject({ failed: false, counts: { kink: 20 } })
    assertProperty(relu, { numRuns: 20 })
  })

  it('runs 100 cases unless told otherwise', () => {
    expect(checkProperty(right).counts.pass).toBe(100)
  })
})

describe('a property that fails', () => {
  const result = checkProperty(wrong, { seed: 1, color: false })

  it('has the smallest case, and its check', () => {
    expect(result.failed).toBe(true)
    expect(result.counterexample?.check).toMatchObject({ verdict: 'fail', culprit: { op: 'tanh' } })
    expect(result.counterexample?.at.map(({ data }) => data)).toEqual([
      [0.473, -1.055, 1.418, -0.11, -1.638, 0.835],
      [0.473, -1.055, 1.418],
    ])
    expect(result.counterexample?.program).toBeNull()
  })

  it('counts no case of shrinking', () => {
    expect(result.counts).toEqual({ pass: 0, kink: 0, undecided: 0, fail: 1 })
    expect(result.report).toMatch(/^found {6}as case 1, shrunk \d+ times$/m)
    expect(result.report).toMatch(/^undecided {2}0 of 1 cases$/m)
  })

  it.each([
    ['of a function', wrong],
    ['of programs', wrongPrograms],
  ])('%s is repeated by the line at its end', (_name, property: GradientProperty) => {
    for (const seed of [1, 2, 3]) {
      const first = checkProperty(property, { seed, color: false, numRuns: 1000 })
      const again = checkProperty(property, { ...replayOf(first), color: false })
      expect(again.counterexample?.at).toEqual(first.counterexample?.at)
      expect(replayOf(again)).toEqual(replayOf(first))
      const body = ({ report }: PropertyResult): string => report.slice(0, report.indexOf('undecided'))
      expect(body(again)).toBe(body(first))
    }
  })

  it('of programs has the program', () => {
    const { counterexample, report } = checkProperty(wrongPrograms, { seed: 1, color: false, numRuns: 1000 })
    expect(counterexample?.program?.instructions.map(({ op }) => op.name)).toEqual(['tanh'])
    expect(report).toContain('program    v1 = tanh x0')
  })

  it('has colours if they are wanted', () => {
    expect(checkProperty(wrong, { seed: 1, color: true }).report).toContain('\u001b[31m')
    expect(result.report).not.toContain('\u001b[')
  })

  it('throws the report', () => {
    const error = thrownBy(() => assertProperty(wrong, { seed: 1, color: false }))
    expect(error).toBeInstanceOf(GradientError)
    expect(error).toMatchObject({ name: 'GradientError', message: result.report, check: { verdict: 'fail' } })
  })
})

describe('a property that cannot be decided', () => {
  /** sqrt at its edge in one case of four or so */
  const edges = gradientProperty((x) => x.sqrt(), [array([1], { profile: (code) => code % 4 })], options)
  const text = /^Too many cases stay undecided: (\d+) of 200 cases, more than 5 %\. Keep the inputs off the edges/

  it('fails, and says why', () => {
    const { failed, counts, counterexample, report } = checkProperty(edges, { seed: 1, numRuns: 200 })
    expect([failed, counterexample, counts.fail]).toEqual([true, null, 0])
    expect(report).toMatch(text)
    expect(report).toContain(`: ${counts.undecided} of 200 cases`)
    expect(counts.undecided).toBeGreaterThan(20)
    expect(counts.pass).toBeGreaterThan(100)
  })

  it('throws that', () => {
    const error = thrownBy(() => assertProperty(edges, { seed: 1, numRuns: 200 }))
    expect(error).toBeInstanceOf(GradientError)
    expect(error).toMatchObject({ check: null, message: expect.stringMatching(text) })
  })

  it('holds where more may stay undecided', () => {
    assertProperty(edges, { seed: 1, numRuns: 200, maxUndecided: 0.5 })
  })

  it('names the share in percent', () => {
    const { report } = checkProperty(edges, { seed: 1, numRuns: 50, maxUndecided: 0.07 })
    expect(report).toContain('more than 7 %.')
  })
})

describe('with fast-check alone', () => {
  it('a property holds', () => {
    fc.assert(right, { numRuns: 20 })
    fc.assert(
      gradientProperty((x) => x.log(), [array([3], { profile: awayFrom([0]) })], options),
      { numRuns: 0 },
    )
  })

  it('a property fails with the report', () => {
    const error = thrownBy(() => fc.assert(wrong, { seed: 1 }))
    expect(error).toMatchObject({
      message: expect.stringContaining('Property failed after 1 tests'),
      cause: { name: 'GradientError', message: expect.stringContaining('The gradient is wrong.\nguilty     tanh') },
    })
  })

  it('a property of programs prints the program', () => {
    const error = thrownBy(() => fc.assert(wrongPrograms, { seed: 1, numRuns: 1000 }))
    expect(String(error)).toContain('Counterexample: [v1 = tanh x0]')
  })
})

it('second derivatives are checked if they are wanted', () => {
  /** right at first, but the cotangent of the cotangent is lost: a constant, for the tape */
  const flat = withRule(ops.square.op, [(_y, x) => stopGradient(x).mul(2)])
  const f = exchange((x) => x.square(), ops.square.op, flat)
  const of = (order: 1 | 2): GradientProperty => gradientProperty(f, [array([2])], { ...options, order })
  expect(checkProperty(of(1), { numRuns: 20 }).failed).toBe(false)
  const { failed, counterexample } = checkProperty(of(2), { numRuns: 20 })
  expect(failed).toBe(true)
  const failures = counterexample?.check.findings.filter(({ verdict }) => verdict === 'fail') ?? []
  expect(new Set(failures.map(({ check }) => check))).toEqual(new Set(['second order']))
})

function thrownBy(run: () => void): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return expect.fail('nothing was thrown')
}
