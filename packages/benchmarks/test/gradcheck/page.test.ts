import { expect, test } from 'vitest'
import { block } from '../../src/gradcheck/page.ts'
import { rowsOf } from '../../src/gradcheck/summary.ts'

test('the block has a row for each policy, the command and the version of Node.js', () => {
  const result = block(rowsOf([], []), 'npm run bench', 12)
  expect(result).toMatch(/^\| policy \| .*\n\| --- \| ---: .*\n\| Adjoint gradcheck \| /)
  expect(result).toMatch(`by \`npm run bench\` in 12 s`)
  expect(result).toMatch(process.version)
})
