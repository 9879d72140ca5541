import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import type { Prepared } from '../../src/contenders/contender.ts'
import { serve } from '../../src/contenders/serve.ts'
import type { Question } from '../../src/engine/protocol.ts'
import { sampleOf, type Task } from '../../src/engine/task.ts'

const task: Task = { kind: 'matmul', m: 2, k: 3, n: 2, sample: sampleOf(4) }
const prepare: Question = { ask: 'prepare', variant: 'plain', task }

/** The answers of a contender that counts its steps, and what it was told to do. */
async function answersTo(questions: readonly Question[]) {
  const calls: string[] = []
  const counting: Prepared = {
    engine: 'counting',
    reset: () => calls.push('reset'),
    step: () => void calls.push('step'),
    finish: async () => void calls.push('finish'),
    result: () => [calls.filter((call) => call === 'step').length],
  }
  const answers: unknown[] = []
  const input = Readable.from(questions.map((question) => `${JSON.stringify(question)}\n`))
  await serve({ prepare: () => counting }, input, (line) => answers.push(JSON.parse(line)))
  return { answers, calls }
}

test('a check starts anew, and has a result of each step', async () => {
  const { answers, calls } = await answersTo([prepare, { ask: 'check', steps: 3 }])
  expect(answers).toEqual([{ engine: 'counting' }, { results: [1, 2, 3] }])
  expect(calls.slice(0, 3)).toEqual(['reset', 'step', 'finish'])
})

test('a burst starts anew, warms up, and finishes before its clock starts and before it stops', async () => {
  const { answers, calls } = await answersTo([prepare, { ask: 'burst', warmUp: 1, steps: 2 }])
  expect(answers).toEqual([{ engine: 'counting' }, { microseconds: expect.any(Number) }])
  expect(calls).toEqual(['reset', 'step', 'finish', 'step', 'step', 'finish'])
})

test('an error is an answer, and the next question is heard', async () => {
  const { answers } = await answersTo([{ ask: 'check', steps: 1 }, prepare])
  expect(answers).toEqual([{ error: '"check" came before "prepare".' }, { engine: 'counting' }])
})
