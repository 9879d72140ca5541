import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Starts Chromium without a window, and without its calls home, which a closed network refuses one by one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** Where Chromium is: CHROMIUM_PATH, or one of the usual places; else it is installed where that is easy. */
function findChromium(): string {
  const { CHROMIUM_PATH } = process.env
  if (CHROMIUM_PATH) {
    if (existsSync(CHROMIUM_PATH)) return CHROMIUM_PATH
    throw new Error(
      `CHROMIUM_PATH is ${CHROMIUM_PATH}, but there is no such file; give the path of Chromium or Chrome.`,
    )
  }
  const found = () => places.find((path) => existsSync(path))
  const path = found() ?? (installChromium() ? found() : undefined)
  if (path !== undefined) return path
  throw new Error(
    `There is no Chromium at ${places.join(', ')}. Install it (on Debian: apt-get install chromium), or set CHROMIUM_PATH ` +
      'to the path of Chromium or Chrome.',
  )
}

/** @returns false where that is not to be tried, or failed */
function installChromium(): boolean {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('Installing Chromium (apt-get install chromium) ...')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args: string[]) => spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' })
  apt('update') // it may fail where an index is of no interest
  const { status, stderr } = apt('install', '-y', '--no-install-recommends', 'chromium')
  if (status !== 0) console.error(stderr)
  return status === 0
}
