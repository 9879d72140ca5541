// Installs what the repository needs where it is missing or out of date; silent when there is nothing to do.
// npm runs it before the scripts, with the Node.js of the machine, which may be old: hence plain JavaScript, no dependencies.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const stampFile = join(root, 'node_modules/.adjoint-setup')

if (isOlderThan(18, 0)) {
  fail(
    `Adjoint's set-up needs Node.js 18 or newer, but this is ${process.version}.`,
    'Install a current Node.js and run the command again.',
  )
}

const stamp = hashOf(['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', ...workspaceManifests()])
const lastStamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : undefined
if (lastStamp !== stamp) {
  install(lastStamp === undefined ? 'first run in this checkout' : 'the lockfile or a package.json has changed')
  writeFileSync(stampFile, stamp)
}

function install(reason) {
  console.log(`Installing dependencies (${reason}); this takes about ten seconds ...`)
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(root, 'scripts/pnpm.mjs'), 'install', '--frozen-lockfile'],
    // CI=true: pnpm asks no questions, for instance before it replaces a node_modules that something else made.
    { cwd: root, env: { ...process.env, CI: 'true' }, stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' },
  )
  if (status !== 0) {
    fail(
      `Installing the dependencies failed (pnpm install --frozen-lockfile, status ${status}):\n\n${lastLines(stdout + stderr)}\n`,
      'It needs npm and a way to the npm registry: check the network, proxy and .npmrc, then run the command again.\n' +
        'If pnpm-lock.yaml is out of date, bring it up to date with: npm run pnpm -- install',
    )
  }
  if (!existsSync(join(root, 'node_modules/.bin/node')) && isOlderThan(22, 18)) {
    fail(
      `Node.js runs this project's TypeScript directly, which takes version 22.18 or newer, but this is ${process.version}.`,
      `The project brings its own Node.js, but not for ${process.platform} on ${process.arch}: install a current one there.`,
    )
  }
}

function workspaceManifests() {
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}/package.json`)
  return [...packages, 'examples/package.json'].filter((file) => existsSync(join(root, file))).sort()
}

function hashOf(files) {
  const hash = createHash('sha256')
  for (const file of files) hash.update(`${file}\n`).update(readFileSync(join(root, file)))
  return hash.digest('hex')
}

function isOlderThan(major, minor) {
  const [ourMajor, ourMinor] = process.versions.node.split('.').map(Number)
  return ourMajor < major || (ourMajor === major && ourMinor < minor)
}

function lastLines(log) {
  return log
    .trim()
    .split('\n')
    .slice(-20)
    .map((line) => `    ${line}`)
    .join('\n')
}

function fail(what, whatToDo) {
  console.error(`\n${what}\n${whatToDo}\n`)
  process.exit(1)
}
