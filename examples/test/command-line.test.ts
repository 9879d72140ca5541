import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import columnsOf from 'string-width'
import { describe, expect, test } from 'vitest'

const examples = fileURLToPath(new URL('..', import.meta.url))

/** Runs an example as its reader does, but into a pipe. */
function run(file: string, ...args: string[]) {
  return spawnSync(process.execPath, [file, ...args], { cwd: examples, encoding: 'utf8' })
}

const files = [
  '02-own-layer.ts',
  '03-symmetry.ts',
  '04-chain-rule.ts',
  '05-wrong-programs.ts',
  '06-check-tensorflow.ts',
  '07-check-jax-js.ts',
  'compare.ts',
]

describe.each(files)('%s', (file) => {
  test('--help says what it shows and how to call it', () => {
    const { status, stdout, stderr } = run(file, '--help')
    expect(stderr).toBe('')
    expect(stdout).toMatch(file === 'compare.ts' ? 'npm run compare' : `node examples/${file}`)
    expect(stdout).toMatch('--quick')
    expect(status).toBe(0)
  })

  test('a misspelt option is a mistake, with status 2', () => {
    const { status, stdout, stderr } = run(file, '--quik')
    expect(stdout).toBe('')
    expect(stderr).toMatch('--quik')
    expect(stderr).toMatch('--help')
    expect(status).toBe(2)
  })
})

test.each([
  [['--epochs', '0'], '--epochs 0: give an integer of 1 or more, such as --epochs'],
  [['--lr', 'fast'], '--lr fast: give a number above 0, such as --lr'],
  [['quick'], '"quick" is no option; options begin with --.'],
])('compare.ts %s is a mistake, with status 2', (args, message) => {
  const { status, stderr } = run('compare.ts', ...args)
  expect(stderr).toMatch(message)
  expect(status).toBe(2)
})

test('compare.ts --without-peers: Adjoint and the formulas by hand have one loss curve', () => {
  const { status, stdout } = run('compare.ts', '--epochs', '5', '--without-peers', '--json')
  const { epochs, results } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  expect(status).toBe(0)
  expect(epochs).toBe(5)
  expect(results.map((result: { name: string }) => result.name)).toEqual(['Adjoint', 'By hand'])
  expect(results[1].largestLossDifferenceToAdjoint).toBeLessThan(1e-12)
})

// What a terminal of so many columns says, said to a pipe, where it can be read.
const inTerminal = (columns: number) => ['--import', `data:text/javascript,process.stdout.columns = ${columns}`]

test.each(['02-own-layer.ts', '08-iris.ts'])('%s: pictures and tables fit in 60 columns', (file) => {
  const { status, stdout } = spawnSync(process.execPath, [...inTerminal(60), file, '--quick'], {
    cwd: examples,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  const drawn = stdout.split('\n').filter((line) => /[─│┤]/.test(line))
  expect(drawn).not.toEqual([])
  for (const line of drawn) expect(columnsOf(line), line).toBeLessThanOrEqual(60)
})

test.each(['03-symmetry.ts', '05-wrong-programs.ts', '17-custom-rules.ts', '18-own-op.ts'])(
  '%s fits in 80 columns',
  (file) => {
    const { status, stdout } = spawnSync(process.execPath, [...inTerminal(80), file, '--quick'], {
      cwd: examples,
      encoding: 'utf8',
    })
    expect(status).toBe(0)
    for (const line of stdout.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(80)
  },
)

test.each([
  ['compare.ts', '--without-peers', '--epochs', '2'],
  ['16-beside-the-article.ts', '--language', 'zh'],
])('%s: 0 columns mean that the terminal does not know', (...args) => {
  const { status, stdout } = spawnSync(process.execPath, [...inTerminal(0), ...args], {
    cwd: examples,
    encoding: 'utf8',
  })
  expect(status).toBe(0)
  expect(Math.max(...stdout.split('\n').map((line) => columnsOf(line)))).toBeGreaterThan(60)
})

test.skipIf(process.platform === 'win32')('a reader who has seen enough ends the program without a word', () => {
  const command = `"${process.execPath}" 17-custom-rules.ts --quick | head -1`
  const { stdout, stderr } = spawnSync(command, { cwd: examples, encoding: 'utf8', shell: true })
  expect(stdout.split('\n')).toHaveLength(2)
  expect(stderr).toBe('')
})

test('04-chain-rule.ts: the tape, by hand, forwards and twice give the same numbers, and no colours in a pipe', () => {
  const { status, stdout } = run('04-chain-rule.ts')
  expect(status).toBe(0)
  expect(stdout).not.toMatch('\u001b')
  for (const [, byHand, byTape] of stdout.matchAll(/(-?\d\.\d+) {2,}(-?\d\.\d+)$/gm)) expect(byTape).toBe(byHand)
  expect(new Set(stdout.match(/(?<=(by hand|grad of grad|jvp of grad|grad of jvp) +)-?\d\.\d+$/gm)).size).toBe(1)
})

test('05-wrong-programs.ts: every program gets a message that says what is wrong', () => {
  const { status, stdout, stderr } = run('05-wrong-programs.ts')
  expect(stderr).toBe('')
  expect(status).toBe(0)
  expect(stdout).not.toMatch('which is wrong')
  expect(stdout.match(/error TS\d+: /g)?.length).toBeGreaterThanOrEqual(10)
  expect(stdout.match(/^ {2}\w+Error: /gm)?.length).toBeGreaterThanOrEqual(10)
  expect(stdout).toMatch('inner dimensions 25 and 24 differ')
})
