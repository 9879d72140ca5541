// The peers are large and nobody needs them to use this project, so they have manifests and lockfiles of their own, outside
// the workspace, and are installed when somebody measures against them.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
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
 * Installs a peer where it is missing or out of date; silent when there is nothing to do. No install script runs.
 *
 * @throws Error when it cannot be installed; the message says why and what to do
 */
export function install({ folder, name, size }: Peer, say: (text: string) => void): void {
  if (isInstalled(folder)) return
  const root = new URL('../../../../', import.meta.url)
  const place = relative(fileURLToPath(root), fileURLToPath(folder)).replaceAll('\\', '/')
  say(`Installing ${name} into ${place}/node_modules (once; about ${size}) ...`)
  const { status, error, stdout, stderr } = spawnSync(
    process.execPath,
    [
      fileURLToPath(new URL('scripts/pnpm.mjs', root)),
      'install',
      '--frozen-lockfile',
      '--ignore-workspace',
      '--ignore-scripts', // onnxruntime-node's fetches libraries for other processors, from elsewhere
    ],
    // CI=true: pnpm asks no questions
    {
      cwd: fileURLToPath(folder),
      env: { ...process.env, CI: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
    },
  )
  if (status === 0) return
  const said = error === undefined ? stdout + stderr : error.message
  const lines = said.trim().split('\n').slice(-20)
  throw new Error(
    `${name} could not be installed (pnpm install, status ${status}):\n\n${lines.map((line) => `    ${line}`).join('\n')}\n\n` +
      'It needs npm and a way to the npm registry: check the network, the proxy and .npmrc, and try again.',
  )
}

/** `require` as seen from a peer's folder: what is installed there is no dependency of this package. */
export function requireIn({ folder }: Pick<Peer, 'folder'>): NodeJS.Require {
  return createRequire(new URL('package.json', folder))
}

/** The version of a package in a peer's folder. */
export function versionIn({ folder }: Pick<Peer, 'folder'>, name: string): string {
  const { version } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, folder), 'utf8'))
  return version
}

/** pnpm leaves the lockfile that it installed from in node_modules. */
function isInstalled(folder: URL): boolean {
  const installed = new URL('node_modules/.pnpm/lock.yaml', folder)
  return (
    existsSync(installed) && readFileSync(installed, 'utf8') === readFileSync(new URL('pnpm-lock.yaml', folder), 'utf8')
  )
}
