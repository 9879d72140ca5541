import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

it('needs no vitest: under node --test right gradients pass, and a wrong one fails with the report', () => {
  const program = fileURLToPath(new URL('./node-test-run.ts', import.meta.url))
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined }
  const { stdout, status } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', program], {
    encoding: 'utf8',
    env,
  })
  for (const name of ['a gradient', 'a function', 'programs'])
    expect(stdout).toMatch(new RegExp(`^ *ok \\d - ${name}$`, 'm'))
  expect(stdout).toMatch(/^ *not ok \d - a wrong gradient$/m)
  expect(stdout).toContain('The gradient is wrong.')
  expect(stdout).toContain('it is half the right one')
  expect(status).toBe(1)
})
