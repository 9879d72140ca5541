// Every `ts` snippet of the pages and every `@example` of the docstrings is type-checked and run, and the outputs that they
// show are compared with the real ones. CONTRIBUTING.md has the conventions.
import { execFile } from 'node:child_process'
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Exports, importOfCheck, programOfPage, programOfSource } from './extract.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const packages = globSync('packages/*/package.json', { cwd: root }).map((manifest) => dirname(manifest))
const find = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: ['**/node_modules/**', '**/.snippets/**'] }).sort()
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

const pages = find('README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'packages/*/README.md')
const sources = find('packages/*/src/**/*.ts')
const entries: Exports = new Map(
  await Promise.all(
    [
      'nn/src/by-hand',
      'wasm/src',
      'tensor/src',
      'autograd/src',
      'compile/src',
      'nn/src',
      'data/src',
      'viz/src',
      'gradcheck/src',
      'gradcheck/src/adjoint',
    ].map(async (entry) => {
      const module: object = await import(join(root, 'packages', entry, 'index.ts'))
      return [`@adjoint/${entry.replace('/src', '')}`, Object.keys(module)] as const
    }),
  ),
)
const programs = new Map<string, string>()
for (const page of pages) {
  const program = programOfPage(page, read(page))
  if (program !== null) programs.set(page, program)
}
for (const source of sources) {
  const program = programOfSource(source, read(source), entries)
  if (program !== null) programs.set(source, program)
}

const run = promisify(execFile)
const bin = (name: string): string => join(root, 'node_modules/.bin', name)
// what is drawn in a terminal has colours where they are asked for
const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
let folder = ''
let problems: Record<string, string[]> = {}
let typeErrors = ''

beforeAll(async () => {
  mkdirSync(join(root, 'docs/.snippets'), { recursive: true })
  folder = mkdtempSync(join(root, 'docs/.snippets/run-')) // two runs at a time do not meet
  const check = join(root, 'docs/test/check.ts')
  for (const [name, program] of programs) {
    const file = join(folder, `${name}.ts`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, importOfCheck(file, check) + program)
  }
  // the packages as their users see them
  mkdirSync(join(folder, 'node_modules/@adjoint'), { recursive: true })
  for (const pkg of packages)
    symlinkSync(join(root, pkg), join(folder, 'node_modules/@adjoint', pkg.split('/')[1] ?? ''), 'junction')
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../../tsconfig.base.json',
      compilerOptions: { types: ['node'] },
      include: ['**/*.ts'],
    }),
  )
  const names = [...programs.keys()].map((name) => `${name}.ts`)
  const [checked] = await Promise.allSettled([
    run(bin('tsc'), ['--pretty', 'false', '-p', folder], { cwd: folder }),
    run(bin('node'), [join(root, 'docs/test/run.ts'), folder, ...names], { cwd: folder, env }),
  ])
  typeErrors = checked.status === 'fulfilled' ? '' : String(checked.reason.stdout ?? checked.reason)
  problems = JSON.parse(readFileSync(join(folder, 'problems.json'), 'utf8'))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('the snippets type-check', () => expect(typeErrors).toBe(''))

describe('the outputs are as shown', () => {
  test.each([...programs.keys()])('%s', (name) => expect(problems[`${name}.ts`]?.join('\n\n')).toBe(''))
})
