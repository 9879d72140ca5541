import { stripVTControlCharacters } from 'node:util'
import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import columnsOf from 'string-width'
import { describe, expect, test } from 'vitest'
import { compare } from '../../beside-the-article/comparison.ts'
import { numbersIn, unicode } from '../../beside-the-article/expression.ts'
import { norm } from '../../beside-the-article/matrix.ts'
import { taskOf } from '../../beside-the-article/network.ts'
import { numeral } from '../../beside-the-article/numerals.ts'
import { articleSizes, standard } from '../../beside-the-article/options.ts'
import { terminalText } from '../../beside-the-article/terminal.ts'
import { all, anyTask, certainty, smallTask } from './tasks.ts'

describe('in a terminal', () => {
  const plain = { language: 'en', width: 100, color: false, full: false } as const

  test('each matrix has the numbers of the comparison', () => {
    fc.assert(
      fc.property(smallTask, fc.constantFrom('en', 'zh'), (task, language) => {
        const comparison = compare(task)
        const shown = matricesIn(terminalText(comparison, { ...plain, language }))
        const expected = all(comparison).flatMap(({ kind, element, byHand, tape, raw }) =>
          element === null || kind === 'J' ? [byHand, raw] : [byHand, tape, raw],
        )
        expect(shown).toEqual(expected.map((matrix) => matrix.map((row) => row.map(numeral))))
      }),
    )
  })

  test('with --full, each matrix of a large network is there whole', () => {
    const comparison = compare(taskOf({ sizes: [2, 30, 1], samples: 12, seed: 1 }))
    const text = terminalText(comparison, { ...plain, full: true })
    for (const { byHand, raw } of all(comparison)) {
      for (const row of [...byHand, ...raw]) for (const value of row) expect(text).toContain(numeral(value))
    }
    expect(text).not.toContain('⋯')
    expect(terminalText(comparison, plain)).toContain('⋯')
  })

  // What is printed is read again as arithmetic. With = all digits are there, but for rounding; with ≈ four are.
  test('the formulas with numbers are right as they stand', () => {
    let checked = 0
    for (let seed = 0; seed < 60; seed++) {
      const comparison = compare(taskOf({ sizes: [2, 3, 2, 1], samples: 3, seed }))
      if (certainty(comparison.task) > 1e3) continue // 1 - p of four digits has none left there
      for (const { element } of [...comparison.forward, ...comparison.backward]) {
        if (element === null) throw new Error('not written out')
        const text = unicode(element.expression)
          .replaceAll('·', '*')
          .replaceAll(/⟦(.*?)⟧/g, 'Number($1)')
          .replaceAll(/(exp|log|max)\(/g, 'Math.$1(')
        const value: unknown = runInNewContext(text)
        const size = Math.max(1, ...numbersIn(element.expression).map(Math.abs)) ** 2 * Math.sqrt(certainty(comparison.task)) // biome-ignore format: one line
        expect(Math.abs(Number(value) - element.value)).toBeLessThan(5e-3 * size)
        checked++
      }
    }
    expect(checked).toBeGreaterThan(500)
  })

  test('no line is longer than the terminal is wide, in either language', () => {
    const widths = fc.integer({ min: 92, max: 100 })
    fc.assert(
      fc.property(anyTask, fc.constantFrom('en', 'zh'), widths, fc.boolean(), (task, language, width, full) => {
        const text = terminalText(compare(task), { language, width, color: false, full })
        for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(width)
      }),
      { numRuns: 50 },
    )
  })

  test('nor in a narrow one, but for the lines of the tape', () => {
    const comparison = compare(taskOf(standard))
    for (const language of ['en', 'zh'] as const) {
      const lines = terminalText(comparison, { language, width: 60, color: false, full: false }).split('\n')
      for (const line of lines) if (!line.startsWith('%')) expect(columnsOf(line), line).toBeLessThanOrEqual(60)
    }
  })

  test("the article's sizes fit, too, with norms, and with all points of its training", () => {
    for (const samples of [3, 900]) {
      const comparison = compare(taskOf({ sizes: articleSizes, samples, seed: 2 }))
      const text = terminalText(comparison, plain)
      for (const line of text.split('\n')) expect(columnsOf(line), line).toBeLessThanOrEqual(100)
      for (const { byHand, agrees } of [...comparison.forward, ...comparison.backward]) {
        expect(agrees).toBe(true)
        expect(text).toContain(numeral(norm(byHand)))
      }
    }
  })

  test('colours change no character', () => {
    const comparison = compare(taskOf(standard))
    const colored = terminalText(comparison, { ...plain, color: true })
    expect(colored).toContain('\u001b[')
    expect(stripVTControlCharacters(colored)).toBe(terminalText(comparison, plain))
  })

  test('what does not agree is said so', () => {
    const comparison = compare(taskOf(standard))
    const backward = comparison.backward.map((one) => (one.kind === 'db' ? { ...one, agrees: false } : one))
    const text = terminalText({ ...comparison, backward }, plain)
    expect(text.match(/more\s+than\s+rounding\s+explains/g)).toHaveLength(3)
    expect(terminalText(comparison, plain)).not.toMatch(/more\s+than\s+rounding/)
  })
})

/** The matrices of a text, in their order: brackets that stand at the same column below each other belong together. */
function matricesIn(text: string): string[][][] {
  const found: string[][][] = []
  const open = new Map<number, string[][]>()
  for (const line of text.split('\n')) {
    for (const { 0: whole, 1: cells = '', index } of line.matchAll(/[⎡⎢⎣[] +(-?[\dN][^⎡⎢⎣[]*?) +[⎤⎥⎦\]]/g)) {
      if (whole.startsWith('⎡') || whole.startsWith('[')) {
        open.set(index, [])
        found.push(open.get(index) ?? [])
      }
      open.get(index)?.push(cells.split(/ +/))
    }
  }
  return found
}
