import { expect, it } from 'vitest'
import { adjoint, type PlantedBug, plant, plantedBugs, vocabulary } from '../src/adjoint/index.ts'
import { program } from '../src/arbitraries/programs.ts'
import { codeOf } from '../src/program.ts'
import { checkProperty, type PropertyResult, programProperty } from '../src/property.ts'

function hunt(bug: PlantedBug, numRuns: number): PropertyResult {
  const programs = program(adjoint, plant(vocabulary, bug))
  return checkProperty(programProperty(programs), { seed: 5, numRuns, maxUndecided: 1, color: false })
}

const [illegal, legal] = [plantedBugs.filter((bug) => !bug.legal), plantedBugs.filter((bug) => bug.legal)]
const named: string[] = []

it.each(illegal.map((bug) => [bug.name, bug] as const))('finds %s', (name, bug) => {
  const { counterexample, report } = hunt(bug, 3000)
  expect(counterexample?.check.verdict, report).toBe('fail')
  expect(counterexample?.program?.instructions.length, report).toBeLessThanOrEqual(2)
  // as code: some ops come in a form that calls others, `x.tanh().add(2.3)`
  const code = counterexample?.program ? codeOf(counterexample.program).join('\n') : ''
  expect(code, report).toMatch(new RegExp(`\\b${bug.original.name}\\(`))
  if (counterexample?.check.culprit?.op === bug.original.name) named.push(name)
})

it('names the guilty op in nine cases of ten', () => {
  expect(illegal.length).toBeGreaterThan(40)
  expect(named.length / illegal.length, `named: ${named.join(', ')}`).toBeGreaterThanOrEqual(0.9)
})

it.each(legal.map((bug) => [bug.name, bug] as const))('is content with %s, a legal subgradient', (_name, bug) => {
  const { counts, report } = hunt(bug, 300)
  expect(counts.fail, report).toBe(0)
})
