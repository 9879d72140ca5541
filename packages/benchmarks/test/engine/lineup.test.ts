import { expect, test } from 'vitest'
import type { Entrant } from '../../src/engine/entrants.ts'
import { absencesText, absentNames, Lineup } from '../../src/engine/lineup.ts'
import { sampleOf } from '../../src/engine/task.ts'

const task = { kind: 'matmul', m: 2, k: 2, n: 2, sample: sampleOf(4) } as const
const never = { stops: async () => false }
const silent = (): void => {}

/** A contender that gives these numbers for every task. */
function entrant(peer: string, results: readonly number[]): Entrant {
  const source = `import { createInterface } from 'node:readline'
const answers = { prepare: { engine: '${peer} 1.0' }, check: { results: ${JSON.stringify(results)} }, burst: { microseconds: 5 } }
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(answers[JSON.parse(line).ask]))`
  const program = { command: process.execPath, args: ['--input-type=module', '-e', source] }
  return { peer, variant: 'default', program, needs: null }
}

test('who computes something else is left out and named, and the others are ready', async () => {
  const lineup = new Lineup([entrant('right', [1, 2, 3, 4]), entrant('wrong', [1, 2, 3, 5])], silent)
  try {
    const ready = await lineup.prepare(task, [1, 2, 3, 4], 1, never, silent)
    expect(ready.map(({ engine }) => engine)).toEqual(['right 1.0'])
    expect(await ready[0]?.burst(0, 1)).toBe(5)
    expect(absencesText(lineup.absences)).toEqual([
      'Left out: wrong (default). It is not timed, since it computes 5 where 4 is right (number 4 of 4).',
    ])
    expect(await lineup.prepare(task, [1, 2, 3, 4], 1, never, silent)).toHaveLength(1)
    expect(lineup.absences).toHaveLength(1)
  } finally {
    lineup.end()
  }
})

test('a peer that cannot be installed is named once, with all its variants', () => {
  const needs = { name: 'Nothing', folder: new URL('file:///no/such/folder/'), size: '1 MB' }
  const entrants = ['default', '1-thread'].map((variant) => ({ ...entrant('nothing', []), variant, needs }))
  const lineup = new Lineup(entrants, silent)
  const [text, ...others] = absencesText(lineup.absences)
  expect(text).toMatch('Left out: nothing (default, 1-thread). Nothing could not be installed')
  expect(others).toEqual([])
  expect(absentNames(lineup.absences)).toEqual(['nothing default', 'nothing 1-thread'])
})
