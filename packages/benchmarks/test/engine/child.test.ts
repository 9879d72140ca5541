import { afterEach, expect, test } from 'vitest'
import { type Child, start } from '../../src/engine/child.ts'

const children: Child[] = []
const program = (source: string): Child => {
  const child = start({ command: process.execPath, args: ['--input-type=module', '-e', source] })
  children.push(child)
  return child
}
afterEach(() => {
  for (const child of children.splice(0)) child.end()
})

const check = { ask: 'check', steps: 1 } as const
const each = (body: string): string =>
  `import { createInterface } from 'node:readline'\nfor await (const line of createInterface({ input: process.stdin })) ${body}`

test('answers come in the order of the questions, whatever else is printed', async () => {
  const child = program(
    each(`{ console.log('Hello!'); console.log(JSON.stringify({ results: [JSON.parse(line).steps] })) }`),
  )
  const answers = await Promise.all([child.ask({ ask: 'check', steps: 3 }), child.ask({ ask: 'check', steps: 4 })])
  expect(answers).toEqual([{ results: [3] }, { results: [4] }])
})

test('an error in it is an error here', async () => {
  const child = program(each(`console.log(JSON.stringify({ error: 'no such op' }))`))
  await expect(child.ask(check)).rejects.toThrow('no such op')
})

test('the end of it says what its last error was', async () => {
  const child = program(`console.error('Error: no library\\n    at somewhere'); process.exit(3)`)
  await expect(child.ask(check)).rejects.toThrow('Its process ended (3): Error: no library')
  await expect(child.ask(check)).rejects.toThrow('ended (3)')
})

test('a program that is not there is told', async () => {
  const child = start({ command: 'no-such-program-anywhere', args: [] })
  await expect(child.ask(check)).rejects.toThrow(/could not be started: .*ENOENT/)
})
