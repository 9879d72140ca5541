import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import type { Work } from '../src/work.ts'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })

const works = ['moons', 'digits', 'matmul', 'tiny', 'elementwise', 'compile-time', 'gradcheck']

test.each([[[]], [['--help']]])('%j lists the works', (args) => {
  const { status, stdout } = run(...args)
  for (const work of works) expect(stdout).toMatch(work)
  expect(status).toBe(0)
})

test.each(works.filter((name) => name !== 'gradcheck'))('the help of %s lists its options', async (name) => {
  const { work }: { work: Work } = await import(`../src/${name}.ts`)
  for (const option of [name, '--rounds', '--quick', '--json', '--write']) expect(work.help).toMatch(option)
  for (const line of work.help.split('\n')) expect(line.length).toBeLessThanOrEqual(120)
})

test('gradcheck --help lists its options', () => {
  const { status, stdout } = run('gradcheck', '--help')
  for (const option of ['--programs', '--seed', '--quick', '--json', '--write']) expect(stdout).toMatch(option)
  expect(status).toBe(0)
})

describe('a mistake is told, with status 2', () => {
  test.each([
    [['grdcheck'], 'There is no work "grdcheck"; there is moons, digits,'],
    [['gradcheck', '--quik'], "Unknown option '--quik'."],
    [['gradcheck', '--programs', 'many'], '--programs many: give an integer of 1 or more, such as --programs 20000.'],
    [['moons', '--only', 'numpi'], '--only numpi: there is no peer "numpi"; there is adjoint,'],
    [['compile-time', '--only', 'numpy'], "Unknown option '--only'."],
    [['gradcheck', '--quick', '--write'], '--write takes no --quick'],
  ])('%s', (args, message) => {
    const { status, stdout, stderr } = run(...args)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(stderr).toMatch('--help')
    expect(status).toBe(2)
  })
})
