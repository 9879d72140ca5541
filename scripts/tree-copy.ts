// Copies of the tree, in which checks may change the sources and run tests.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'

export const root = join(import.meta.dirname, '..')

const run = promisify(execFile)

/** A copy of what the tests of tensor and autograd need, in a folder of its own. */
export function copyTree(purpose: string): string {
  const tree = mkdtempSync(join(tmpdir(), `${purpose}-`))
  const packages = ['wasm', 'tensor', 'autograd', 'gradcheck'].map((name) => `packages/${name}`)
  for (const path of [...packages, 'package.json', 'tsconfig.base.json', 'vitest.config.ts', 'scripts/replay.ts']) {
    cpSync(join(root, path), join(tree, path), { recursive: true, verbatimSymlinks: true })
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}

/** Replaces the one place of a file where `from` stands. */
export function edit(file: string, from: string, to: string): void {
  const parts = readFileSync(file, 'utf8').split(from)
  if (parts.length !== 2) throw new Error(`${file} has ${parts.length - 1} places with "${from}"; one is needed.`)
  writeFileSync(file, parts.join(to))
}

/** What a command prints, whether it succeeds or not. */
export async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  try {
    return (await run(join(root, 'node_modules', '.bin', command), args, { cwd, maxBuffer: 2 ** 28 })).stdout
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}

interface Report {
  readonly numTotalTests: number
  readonly numPassedTests: number
  readonly testResults: readonly {
    readonly name: string
    readonly message: string
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[]
  }[]
}

/** How tests went. */
interface Outcome {
  readonly passed: number
  readonly failed: readonly string[]
}

/** Runs tests of a copy. */
export async function runTests(
  tree: string,
  files: readonly string[],
  ...options: readonly string[]
): Promise<Outcome> {
  const printed = await output('vitest', ['run', '--reporter=json', ...options, ...files], tree)
  const written = join(tree, '.vitest/json/output.json')
  if (!existsSync(written)) throw new Error(`vitest wrote no report: ${printed}`)
  const { numTotalTests, numPassedTests, testResults } = JSON.parse(readFileSync(written, 'utf8')) as Report
  rmSync(written)
  if (numTotalTests === 0) throw new Error(`${files.join(', ')}: no test ran. ${testResults[0]?.message ?? printed}`)
  const failed = testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => `${basename(name)}: ${fullName}`),
  )
  return { passed: numPassedTests, failed }
}
