// Runs the tests that hold the ops to their laws, and says which op each is about. The table is what these tests say, so a law
// is written once, in its test.
import { relative } from 'node:path'
import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import { root } from '../sources.ts'

/** A test that has been run: its file, and its name with those of the suites around it, from the outermost. */
export interface Outcome {
  readonly file: string
  readonly names: readonly string[]
  readonly passed: boolean
}

/** Where the laws stand. */
const files = [
  'packages/tensor/test/laws.test.ts',
  'packages/tensor/test/ranks.test.ts',
  'packages/tensor/test/ops/',
  'packages/autograd/test/laws.test.ts',
  'packages/autograd/test/mutation.test.ts',
  'packages/compile/test/laws.test.ts',
]

export interface RunOptions {
  /** those whose tests are to be run; all where there are none */
  readonly ops: readonly string[]
  /** true to look only at which tests there are, and to take each for passed */
  readonly collect: boolean
  /** is told how far it is */
  readonly progress: (text: string) => void
}

export async function runLaws({ ops, collect, progress }: RunOptions): Promise<Outcome[]> {
  const outcomes: Outcome[] = []
  let waiting = 0
  const tell = (): void => progress(`${outcomes.length} tests done, ${waiting} files to go`)
  const reporter: Reporter = {
    onTestRunStart: (modules) => {
      waiting = modules.length
      tell()
    },
    onTestCaseResult: (test) => {
      const { state } = test.result()
      if (state === 'skipped' && !collect) return // not asked for
      outcomes.push({ ...placeOf(test), passed: state === 'passed' || collect })
      if (outcomes.length % 20 === 0) tell()
    },
    onTestModuleEnd: (module) => {
      waiting--
      tellErrors(module, progress)
      tell()
    },
  }
  const vitest = await startVitest('test', files, {
    root,
    watch: false,
    reporters: [reporter],
    ...(ops.length > 0 && { testNamePattern: `\\b(${ops.join('|')})\\b` }),
    ...(collect && { testNamePattern: '(?!)' }), // which no name fits
  })
  await vitest.close()
  return outcomes
}

/** A file that cannot be loaded has no tests that could fail. */
function tellErrors(module: TestModule, progress: (text: string) => void): void {
  for (const error of module.errors()) progress(`${module.relativeModuleId}: ${error.message}\n`)
}

function placeOf(test: TestCase): Omit<Outcome, 'passed'> {
  const names = [test.name]
  for (let at = test.parent; at.type === 'suite'; at = at.parent) names.unshift(at.name)
  return { file: relative(root, test.module.moduleId).replaceAll('\\', '/'), names }
}
