import fc from 'fast-check'
import { renderToString } from 'katex'
import { describe, expect, test } from 'vitest'
import { compare } from '../../beside-the-article/comparison.ts'
import { taskOf } from '../../beside-the-article/network.ts'
import { latexNumeral } from '../../beside-the-article/numerals.ts'
import { pageOf } from '../../beside-the-article/page.ts'
import { pages } from '../../beside-the-article/pages.ts'
import { all, smallTask } from './tasks.ts'

describe('the pages', () => {
  const [english = '', chinese = ''] = [...pages().values()]
  const blocks = (page: string): string[] => [...page.matchAll(/^```math\n(.*?)\n```$/gms)].map(([, tex = '']) => tex)
  const inline = (page: string): string[] => [...page.matchAll(/\$`(.*?)`\$/gs)].map(([, tex = '']) => tex)

  test('have the same formulas, numbers and tape', () => {
    expect(blocks(chinese)).toEqual(blocks(english))
    expect(inline(chinese).toSorted()).toEqual(inline(english).toSorted())
    const code = (page: string): string[] => page.match(/^%\d+ .*$/gm) ?? []
    expect(code(chinese)).toEqual(code(english))
    expect(blocks(english).length).toBeGreaterThan(40)
    expect(inline(english).length).toBeGreaterThan(100)
  })

  test('have the same numbers in their sentences', () => {
    const sentences = (page: string): string => page.replaceAll(/```.*?```|\$`.*?`\$|`.*?`|\]\(.*?\)/gs, ' ')
    const numbers = (page: string): string[] =>
      sentences(page)
        .match(/\d[\d.-]*\d|\d/g)
        ?.toSorted() ?? []
    expect(numbers(chinese)).toEqual(numbers(english))
  })

  test('say what is so of other networks, too', () => {
    const page = (sizes: readonly number[], samples: number, seed: number) =>
      pageOf(compare(taskOf({ sizes, samples, seed })), 'en').replaceAll('\n', ' ')
    const one = page([2, 1], 1, 1)
    expect(one).toContain('write down: 2-1, with a sigmoid last, and 1 point. ')
    const many = Array.from({ length: 20 }, (_, seed) => page([2, 1, 1], 1, seed))
    for (const text of many) expect(text).not.toContain(' 0 are not above 0')
    expect(many.some((text) => text.includes('is above 0, and all is passed on.'))).toBe(true)
  })

  test('have each matrix of the comparison', () => {
    fc.assert(
      fc.property(smallTask, fc.constantFrom('en', 'zh'), (task, language) => {
        const comparison = compare(task)
        const shown = blocks(pageOf(comparison, language)).join('\n')
        const written = [...shown.matchAll(/(?<![a-z}]\\?)= (\\begin\{bmatrix\} .*? \\end\{bmatrix\})/g)]
        const matrices = written.map(([, tex = '']) =>
          tex
            .replaceAll(/\\(begin|end)\{bmatrix\}/g, '')
            .split('\\\\')
            .map((row) => row.split('&').map((cell) => cell.trim())),
        )
        const expected = all(comparison).flatMap(({ element, byHand, raw }) => (element === null ? [byHand] : [byHand, raw])) // biome-ignore format: one line
        const larger = expected.filter((matrix) => matrix.flat().length > 1)
        expect(matrices).toEqual(larger.map((matrix) => matrix.map((row) => row.map(latexNumeral))))
      }),
    )
  })

  test('have formulas that are rendered', () => {
    const options = { throwOnError: true, strict: 'error' } as const
    for (const tex of blocks(english)) renderToString(tex, { ...options, displayMode: true })
    for (const tex of inline(english)) renderToString(tex, options)
  })

  test('leave room around formulas among Chinese characters, where GitHub would not see them otherwise', () => {
    for (const [around] of chinese.matchAll(/.?\$`.*?`\$.?/gs)) {
      expect(around, around).toMatch(/^[\s]?\$`/)
      expect(around, around).toMatch(/`\$[\s,]?$/)
    }
  })
})
