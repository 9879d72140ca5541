import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { placeOf } from '../src/engine/report.ts'
import { place as gradcheck } from '../src/gradcheck/page.ts'
import { markdown, type Place, replaceBlock } from '../src/page.ts'

const places = [gradcheck, ...['moons', 'digits', 'matmul', 'tiny', 'elementwise', 'compile-time'].map(placeOf)]
const textOf = ({ page }: Place): string =>
  readFileSync(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8')

describe.each(places)('the page of $work', (place) => {
  const text = textOf(place)
  const begin = `<!-- npm run bench -- ${place.work} --write: begin -->`

  test('has its text between the marks replaced, and nothing else', () => {
    const once = replaceBlock(place, text, 'a table')
    expect(once).toMatch(`${begin}\n\na table\n\n<!--`)
    expect(replaceBlock(place, once, 'another')).toBe(replaceBlock(place, text, 'another'))
    expect(once.split(begin)[0]).toBe(text.split(begin)[0])
  })

  test('holds no path of a machine', () => expect(text).not.toMatch(/\/(home|root|work|Users)\//))
})

test('a page without marks is not touched', () =>
  expect(() => replaceBlock(gradcheck, '# A page', 'a table')).toThrow('has no lines "<!-- '))

test('a Markdown table has its numbers on the right', () =>
  expect(markdown([{ peer: 'a', variant: 'b', ratio: 2 }], 2)).toBe(
    '| peer | variant | ratio |\n| --- | --- | ---: |\n| a | b | 2 |',
  ))
