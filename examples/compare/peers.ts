// The peers are large and nobody needs them to use this project, so they have a manifest and a lockfile of their own, outside
// the workspace, and are installed when somebody compares.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Contender, Task } from './contender.ts'

const folder = new URL('peers/', import.meta.url)

/**
 * TensorFlow.js, installed first where it is missing or out of date.
 *
 * @throws Error when it cannot be installed or started; the message says why and what to do
 */
export async function tensorFlow(task: Task, say: (text: string) => void): Promise<Contender> {
  if (!isInstalled()) {
    say('Installing TensorFlow.js into examples/compare/peers/node_modules (once; about 90 MB) ...')
    install()
  }
  const { inTensorFlow } = await import('./peers/tensorflow.ts')
  return await inTensorFlow(task)
}

/** pnpm leaves the lockfile that it installed from in node_modules. */
function isInstalled(): boolean {
  const installed = new URL('node_modules/.pnpm/lock.yaml', folder)
  return (
    existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(new URL('pnpm-lock.yaml', folder), 'utf8')
  )
}

function install(): void {
  const pnpm = fileURLToPath(new URL('../../scripts/pnpm.mjs', import.meta.url))
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [pnpm, 'install', '--frozen-lockfile', '--ignore-workspace'],
    // CI=true: pnpm asks no questions
    {
      cwd: fileURLToPath(folder),
      env: { ...process.env, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  )
  if (status === 0) return
  const lastLines = (stdout + stderr).trim().split('\n').slice(-20)
  throw new Error(
    `TensorFlow.js could not be installed (pnpm install, status ${status}):\n\n${lastLines.map((line) => `    ${line}`).join('\n')}\n\n` +
      'It needs npm and a way to the npm registry: check the network, the proxy and .npmrc, and compare again.',
  )
}
