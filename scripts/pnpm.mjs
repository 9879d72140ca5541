// Runs the pnpm that package.json's `packageManager` pins: `npm run pnpm -- add -D something`. Nobody has to install pnpm.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const { packageManager } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const { status, error } = spawnSync('npx', ['--yes', packageManager, ...process.argv.slice(2)], {
  stdio: 'inherit',
  shell: process.platform === 'win32', // npx is a .cmd file there
})
if (error) console.error(`npx, which comes with npm, could not be started: ${error.message}`)
process.exitCode = status ?? 1
