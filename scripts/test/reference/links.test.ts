import { expect, test } from 'vitest'
import { deadLinks } from '../../reference/links.ts'
import { anchorsOf, prose, wrapped } from '../../reference/markdown.ts'

/** What is said of one page among those that exist. */
const said = (text: string): string[] =>
  deadLinks(new Map([['docs/reference/page.md', text]])).filter((problem) =>
    problem.startsWith('docs/reference/page.md'),
  )

test('links to files, to headings and to the web are found alive', () => {
  expect(said('# Page\n\n[a](#page), [b](../tutorial.md), [c](../explanation/kinks.md#zero-absorbs), [d](https://a.b/c#d)')).toEqual([]) // biome-ignore format: one line
})

test('a dead link is named', () => {
  expect(said('[a](nowhere.md)')).toEqual(['docs/reference/page.md links to nowhere.md, which does not exist.'])
  expect(said('[a](../explanation/kinks.md#nothing)')).toEqual([
    'docs/reference/page.md links to ../explanation/kinks.md#nothing, but docs/explanation/kinks.md has no such heading.',
  ])
  expect(said('[a](#nothing)')).toHaveLength(1)
})

test('what stands in code is no link', () => {
  expect(said('`[a](b)`\n\n```text\n[a](b)\n```\n\n    [a](b)')).toEqual([])
})

test('headings have the anchors of GitHub, also where two are alike', () => {
  expect(anchorsOf('# `topK`\n\n## Kinks: the derivative is 0 at 0\n\n## a\n\n## A\n\n```sh\n# no\n```')).toEqual([
    'topk',
    'kinks-the-derivative-is-0-at-0',
    'a',
    'a-1',
  ])
})

test('signs of Markdown in prose are protected, but not in code', () => {
  expect(prose('0 * log(0) < 1, `a * b`, {@link sum}')).toBe('0 \\* log(0) \\< 1, `a * b`, `sum`')
  expect(prose('a ShapeError')).toBe('a `ShapeError`')
})

test('no line begins as a list does', () => {
  const text = `${'word '.repeat(23)}long - 1. x`
  expect(wrapped(text).split('\n').filter((line) => /^(-|\d+\.)/.test(line))).toEqual([]) // biome-ignore format: one line
})
