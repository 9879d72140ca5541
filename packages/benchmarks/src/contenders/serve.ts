// The computing side of the protocol: see engine/protocol.ts.
import { createInterface } from 'node:readline'
import type { Answers, Question } from '../engine/protocol.ts'
import type { Contender, Prepared } from './contender.ts'

/** Answers the questions of `input` one after the other, until it ends. */
export async function serve(
  contender: Contender,
  input: NodeJS.ReadableStream,
  answer: (line: string) => void,
): Promise<void> {
  let prepared: Prepared | null = null
  for await (const line of createInterface({ input })) {
    const question: Question = JSON.parse(line)
    try {
      if (question.ask === 'prepare') {
        prepared = await contender.prepare(question.task, question.variant)
        const { engine } = prepared
        answer(JSON.stringify({ engine } satisfies Answers['prepare']))
      } else if (prepared === null) {
        throw new Error(`"${question.ask}" came before "prepare".`)
      } else if (question.ask === 'check') {
        answer(JSON.stringify({ results: await check(prepared, question.steps) } satisfies Answers['check']))
      } else {
        const microseconds = await burst(prepared, question.warmUp, question.steps)
        answer(JSON.stringify({ microseconds } satisfies Answers['burst']))
      }
    } catch (error) {
      answer(JSON.stringify({ error: error instanceof Error ? error.message : String(error) }))
    }
  }
}

async function check(prepared: Prepared, steps: number): Promise<number[]> {
  const results: number[] = []
  prepared.reset()
  for (let i = 0; i < steps; i++) {
    await run(prepared, 1)
    results.push(...prepared.result())
  }
  return results
}

async function burst(prepared: Prepared, warmUp: number, steps: number): Promise<number> {
  prepared.reset()
  await run(prepared, warmUp)
  const start = performance.now()
  await run(prepared, steps)
  return 1000 * (performance.now() - start)
}

async function run(prepared: Prepared, steps: number): Promise<void> {
  for (let i = 0; i < steps; i++) {
    const pending = prepared.step()
    if (pending !== undefined) await pending // what computes at once must not wait for a turn
  }
  const pending = prepared.finish()
  if (pending !== undefined) await pending
}
