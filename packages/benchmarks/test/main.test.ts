import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const run = (...args: string[]) => spawnSync(process.execPath, [main, ...args], { encoding: 'utf8' })

test('--help lists the works', () => {
  const { status, stdout } = run('--help')
  expect(stdout).toMatch('gradcheck')
  expect(status).toBe(0)
})

test('gradcheck --help lists its options', () => {
  const { status, stdout } = run('gradcheck', '--help')
  for (const option of ['--programs', '--seed', '--quick', '--json', '--write']) expect(stdout).toMatch(option)
  expect(status).toBe(0)
})

describe('a mistake is told, with status 2', () => {
  test.each([
    [[], 'Say which work: gradcheck.'],
    [['grdcheck'], 'There is no work "grdcheck"; there is gradcheck.'],
    [['gradcheck', '--quik'], "Unknown option '--quik'."],
    [['gradcheck', '--programs', 'many'], '--programs many: give an integer of 1 or more, such as --programs 20000.'],
    [['gradcheck', '--quick', '--write'], '--write takes no --quick'],
  ])('%s', (args, message) => {
    const { status, stdout, stderr } = run(...args)
    expect(stdout).toBe('')
    expect(stderr).toMatch(message)
    expect(stderr).toMatch('--help')
    expect(status).toBe(2)
  })
})
