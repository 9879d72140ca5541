import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { readOptions, standard } from '../beside-the-article/options.ts'
import { UsageError } from '../command-line.ts'

describe('the command line', () => {
  test.each([
    [['--layers', '3-1'], '2 coordinates'],
    [['--layers', '2-2'], '1 label'],
    [['--layers', '2'], '1 label'],
    [['--layers', '2-x-1'], '--layers 2-x-1: give integers of 1 or more'],
    [['--layers', '2,25,1'], 'such as --layers 2-25-50-50-25-1.'],
    [['--samples', '0'], 'integer of 1 or more'],
    [['--samples', '100000000'], 'at most 10000'],
    [['--layers', '2-100000000-1'], 'at most 10000'],
    [['--language', 'de'], 'give en or zh'],
    [['--markdown', 'fr'], 'give en or zh'],
    [['--markdown', 'en', '--layers', '2-9-1'], 'at most 4'],
    [['--check', '--write'], 'give one of them'],
    [['--check', '--seed', '3'], 'leave out'],
    [['--deep'], '--deep'],
  ])('%j is refused', (args, words) => {
    expect(() => readOptions(args)).toThrow(UsageError)
    expect(() => readOptions(args)).toThrow(words)
  })

  test('is read', () => {
    expect(readOptions([])).toEqual({ ...standard, language: 'en', full: false, output: 'text' })
    const args = ['--layers', '2-5-1', '--samples', '9', '--seed', '1', '--full', '--language', 'zh']
    expect(readOptions(args)).toEqual({ sizes: [2, 5, 1], samples: 9, seed: 1, language: 'zh', full: true, output: 'text' }) // biome-ignore format: one line
    expect(readOptions(['--markdown', 'zh'])).toMatchObject({ output: 'markdown', language: 'zh' })
  })

  const program = fileURLToPath(new URL('../16-beside-the-article.ts', import.meta.url))
  const run = (args: readonly string[], colors: Record<string, string> = {}) => {
    const { FORCE_COLOR: _, NO_COLOR: __, ...env } = process.env
    return spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', env: { ...env, ...colors } })
  }

  test('prints plain text in a pipe, colours where they are forced, and none where nobody wants them', () => {
    const piped = run([])
    expect([piped.status, piped.stderr]).toEqual([0, ''])
    expect(piped.stdout).toContain('14 quantities')
    expect(piped.stdout).not.toContain('\u001b')
    const forced = run([], { FORCE_COLOR: '1' })
    expect(forced.stdout).toContain('\u001b')
    expect(stripVTControlCharacters(forced.stdout)).toBe(piped.stdout)
    expect(run([], { FORCE_COLOR: '1', NO_COLOR: '1' }).stdout).toBe(piped.stdout)
  })

  test('finds the pages of the documentation current', () => {
    const { status, stderr } = run(['--check'])
    expect([status, stderr]).toEqual([0, ''])
  })
})
