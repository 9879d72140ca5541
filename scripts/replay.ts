// For every test file: a property that fails ends with one line that runs this case alone, in seconds.
import fc from 'fast-check'
import { expect } from 'vitest'

const { FC_SEED: seed, FC_PATH: path } = process.env

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
