import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Answers, Failure, Question } from './protocol.ts'

/** How a contender's process is started. */
export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** How long an answer may take before the contender counts as hanging; the slowest start takes some seconds. */
const patience = 120_000

/** A process that answers questions. */
export interface Child {
  /** @throws Error with what went wrong in it: an error, its end, its silence */
  ask<K extends Question['ask']>(question: Extract<Question, { readonly ask: K }>): Promise<Answers[K]>
  end(): void
}

export function start({ command, args, env }: Program): Child {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] })
  const lines = linesOf(child)
  const end = (): void => {
    child.stdin.destroy()
    child.kill()
  }
  return {
    async ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`)
      const line = await lines.next(() => {
        end()
        return new Error(`It gave no answer to "${question.ask}" in ${patience / 1000} s, and was ended.`)
      })
      const answer: Answers[typeof question.ask] | Failure = JSON.parse(line)
      if ('error' in answer) throw new Error(answer.error)
      return answer
    },
    end,
  }
}

/** Its answers one by one. Other lines than JSON objects are a library's, and nobody's business. */
function linesOf(
  child: ChildProcess & { readonly stdout: NodeJS.ReadableStream; readonly stderr: NodeJS.ReadableStream },
) {
  const waiting: { readonly resolve: (line: string) => void; readonly reject: (error: Error) => void }[] = []
  let ended: Error | null = null
  let said = ''
  const fail = (error: Error): void => {
    ended ??= error
    for (const { reject } of waiting.splice(0)) reject(ended)
  }
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line.startsWith('{')) waiting.shift()?.resolve(line)
  })
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-2000)
  })
  child.stdin?.on('error', () => {}) // it has ended, and 'close' says so
  child.on('error', ({ message }) => fail(new Error(`It could not be started: ${message}.`)))
  child.on('close', (status, signal) => fail(new Error(endText(status ?? signal, said))))
  return {
    next(late: () => Error): Promise<string> {
      if (ended) return Promise.reject(ended)
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      waiting.push({ resolve, reject })
      const timer = setTimeout(() => fail(late()), patience)
      return promise.finally(() => clearTimeout(timer))
    },
  }
}

/** What its last words say: of a stack of calls, the line that names the error. */
function endText(status: number | string | null, said: string): string {
  const lines = said.trim().split('\n')
  const named = lines.findLast((line) => /^\w*(Error|Exception)\b.*:/.test(line)) ?? lines.at(-1) ?? ''
  return `Its process ended (${status})${named === '' ? '.' : `: ${named}`}`
}
