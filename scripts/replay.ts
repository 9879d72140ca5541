// For every test file: a property that fails ends with one line that runs this case alone, in seconds. In CI the cases are
// the same each time, so that no merge fails by luck; elsewhere each run draws new ones.
import fc from 'fast-check'
import { expect } from 'vitest'

const { CI, NIGHTLY, FC_SEED: seed = CI && !NIGHTLY ? '1' : undefined, FC_PATH: path } = process.env

fc.configureGlobal({
  ...(seed !== undefined && { seed: Number(seed) }),
  ...(path !== undefined && { path }),
  reporter: ({ failed, ...details }) => {
    if (!failed) return
    const { testPath = '', currentTestName = '' } = expect.getState()
    const file = testPath.replace(`${process.cwd()}/`, '')
    const name = currentTestName.replaceAll(/[^\w ]/g, '.') // -t takes a regular expression
    const how = `FC_SEED=${details.seed} FC_PATH=${details.counterexamplePath} npm exec vitest -- run ${file} -t '${name}'`
    throw new Error(`${fc.defaultReportMessage({ failed, ...details })}\n\nreplay: ${how}`, {
      cause: details.errorInstance,
    })
  },
})
