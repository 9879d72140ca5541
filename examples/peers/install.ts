// The peers are large and nobody needs them to use this project, so they have manifests and lockfiles of their own, outside the
// workspace, and are installed when somebody runs an example that needs them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A folder with a package.json and a pnpm-lock.yaml, and what its reader should know of it. */
export interface Peer {
  readonly folder: URL
  readonly name: string
  /** what it takes on the disk */
  readonly size: string
}

/**
 * Installs a peer where it is missing or out of date; silent when there is nothing to do.
 *
 * @throws Error when it cannot be installed; the message says why and what to do
 */
export function install({ folder, name, size }: Peer, say: (text: string) => void): void {
  if (isInstalled(folder)) return
  const root = new URL('../../', import.meta.url)
  const place = relative(fileURLToPath(root), fileURLToPath(folder)).replaceAll('\\', '/')
  say(`Installing ${name} into ${place}/node_modules (once; about ${size}) ...`)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('scripts/pnpm.mjs', root)), 'install', '--frozen-lockfile', '--ignore-workspace'],
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
    `${name} could not be installed (pnpm install, status ${status}):\n\n${lastLines.map((line) => `    ${line}`).join('\n')}\n\n` +
      'It needs npm and a way to the npm registry: check the network, the proxy and .npmrc, and try again.',
  )
}

/** The same for a program that can do nothing without the peer: where it cannot be installed, it says so and ends with status 1. */
export function installOrExit(peer: Peer): void {
  try {
    install(peer, (text) => console.error(text))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** pnpm leaves the lockfile that it installed from in node_modules. */
function isInstalled(folder: URL): boolean {
  const installed = new URL('node_modules/.pnpm/lock.yaml', folder)
  return (
    existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(new URL('pnpm-lock.yaml', folder), 'utf8')
  )
}
