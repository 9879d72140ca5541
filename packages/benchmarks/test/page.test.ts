import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { block, page, replaceBlock } from '../src/gradcheck/page.ts'
import { rowsOf } from '../src/gradcheck/summary.ts'

const text = readFileSync(fileURLToPath(new URL(`../../../${page}`, import.meta.url)), 'utf8')

test('what is between the markers is replaced, and nothing else', () => {
  const once = replaceBlock(text, 'a table')
  expect(once).toMatch('begin -->\n\na table\n\n<!--')
  expect(replaceBlock(once, 'another')).toBe(replaceBlock(text, 'another'))
  expect(once.split('<!--')[0]).toBe(text.split('<!--')[0])
})

test('a page without markers is not touched', () =>
  expect(() => replaceBlock('# A page', 'a table')).toThrow('has no lines "<!-- '))

test('the block has a row for each policy, the command and the version of Node.js', () => {
  const result = block(rowsOf([], []), 'npm run bench', 12)
  expect(result).toMatch(/^\| policy \| .*\n\| --- \| ---: .*\n\| Adjoint gradcheck \| /)
  expect(result).toMatch(`by \`npm run bench\` in 12 s`)
  expect(result).toMatch(process.version)
})
