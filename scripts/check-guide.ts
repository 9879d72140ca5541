// Makes the changes of docs/how-to/add-an-op.md in a copy of the tree, checks the types, and runs the tests that then bear the
// op's name, and the hunts for planted bugs; and the laws once more with the wrong rule of the page, which the first of them must
// find. Fails where the page no longer fits the sources.
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { counted } from './counted.ts'
import { copyTree, edit, output, root, runTests } from './tree-copy.ts'

const page = 'docs/how-to/add-an-op.md'
const op = 'logSigmoid'

interface Change {
  readonly file: string
  /** what stands in the file, and what shall stand there */
  readonly from: string
  readonly to: string
  readonly added: number
}

/** The changes of the page's `diff` blocks; `@@` lies between two of one file. */
function changesIn(markdown: string): Change[] {
  return [...markdown.matchAll(/^```diff\n--- a\/(.*)\n.*\n([\s\S]*?)\n```$/gm)].flatMap(([, file = '', body = '']) =>
    body.split('\n@@\n').map((hunk) => {
      const lines = hunk.split('\n')
      const without = (sign: string): string =>
        lines
          .filter((line) => !line.startsWith(sign))
          .map((line) => line.slice(1))
          .join('\n')
      const added = lines.filter((line) => line.startsWith('+')).length
      return { file, from: without('+'), to: without('-'), added }
    }),
  )
}

const changes = changesIn(readFileSync(join(root, page), 'utf8'))
const tree = copyTree('check-guide')
try {
  for (const { file, from, to } of changes) edit(join(tree, file), from, to)

  const include = ['tensor', 'autograd'].flatMap((name) => [`packages/${name}/src`, `packages/${name}/test`])
  writeFileSync(
    join(tree, 'tsconfig.json'),
    JSON.stringify({ extends: './tsconfig.base.json', compilerOptions: { types: ['node'] }, include }),
  )
  const errors = await output('tsc', ['--pretty', 'false'], tree)

  const { passed, failed } = await runTests(
    tree,
    ['packages/tensor/test', 'packages/autograd/test'],
    '-t',
    `\\b${op}\\b`,
  )
  const files = new Set(changes.map(({ file }) => file))
  for (const file of files) {
    const added = changes.filter((change) => change.file === file).reduce((sum, change) => sum + change.added, 0)
    console.log(`${counted(added, 'line').padStart(9)}  ${file}`)
  }
  console.log(`${op}: ${passed} tests passed, ${failed.length} failed`)
  if (errors !== '' || failed.length > 0 || passed <= 20) {
    console.log([errors, ...failed].join('\n'))
    process.exitCode = 1
  }

  // the random programs have the new op, too, and must still find planted bugs
  const hunts = await runTests(tree, ['packages/gradcheck/test/planted-bugs.test.ts'])
  console.log(`planted bugs: ${hunts.passed} tests passed, ${hunts.failed.length} failed`)
  if (hunts.failed.length > 0) {
    console.log(hunts.failed.join('\n'))
    process.exitCode = 1
  }

  const rules = join(tree, 'packages/autograd/src/rules/activation.ts')
  edit(rules, `${op}: [(_y, x) => sigmoid(neg(x))]`, `${op}: [(_y, x) => sigmoid(x)]`)
  const wrong = await runTests(tree, ['packages/autograd/test/laws.test.ts'], '-t', op)
  console.log(`with a wrong rule: ${wrong.failed.length} failed, the first of them ${wrong.failed[0] ?? 'none'}`)
  if (!wrong.failed[0]?.includes(`${op} 1, 2: both modes agree with finite differences`)) process.exitCode = 1
} finally {
  rmSync(tree, { recursive: true })
}
