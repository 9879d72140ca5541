// Holds compiled programs against eager ones in Chromium, in pages of several kinds: with and without shared memory, and under
// policies that forbid eval, workers of source text, or WebAssembly.
//
//   node scripts/check-browser.ts [--programs 200] [--seed 1]
//
// It takes the Chromium at CHROMIUM_PATH, or in one of the usual places; root on Debian has it installed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { bundle } from './agreement/bundle.ts'
import { launchChromium } from './agreement/chromium.ts'
import { readOptions } from './agreement/options.ts'
import { type Outcome, outcomeOf, show } from './agreement/outcome.ts'
import { type PageKind, pageKinds, problemsOf } from './agreement/pages.ts'
import { type AgreementOptions, messageOf, type PageReport } from './agreement/report.ts'
import { servePage } from './agreement/serve.ts'

/** A page that tells nothing for so long, in milliseconds, is stuck. */
const patience = 60_000

const options = readOptions('check-browser.ts', 200)
const script = bundled()
const browser = await launchChromium()
try {
  const outcomes: Outcome[] = []
  for (const kind of pageKinds) outcomes.push(await outcomeIn(browser, kind, options))
  show(outcomes)
} finally {
  await browser.close()
}

function bundled(): string {
  const folder = mkdtempSync(join(tmpdir(), 'adjoint-browser-'))
  try {
    const file = join(folder, 'page.js')
    bundle('page', file)
    return readFileSync(file, 'utf8')
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function outcomeIn(browser: Browser, kind: PageKind, options: AgreementOptions): Promise<Outcome> {
  try {
    const report = await reportOf(browser, kind, options)
    return outcomeOf(kind.name, report.agreement, problemsOf(kind, report))
  } catch (error) {
    return { place: kind.name, report: null, problems: [messageOf(error)] }
  }
}

async function reportOf(browser: Browser, kind: PageKind, { programs, seed }: AgreementOptions): Promise<PageReport> {
  const { promise, resolve, reject } = Promise.withResolvers<PageReport>()
  let doing = 'loading'
  const stuck = setTimeout(() => reject(new Error(`the page tells nothing since: ${doing}`)), patience)
  const server = await servePage(script, kind.headers, (what, body) => {
    stuck.refresh()
    if (what === 'report') resolve(JSON.parse(body))
    else if (what === 'failure') reject(new Error(body))
    else {
      doing = body
      if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${kind.name}: ${doing}`)
    }
  })
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    page.on('pageerror', reject)
    page.on('crash', () => reject(new Error(`the page crashed at: ${doing}`)))
    await page.goto(`${server.address}?programs=${programs}&seed=${seed}`)
    return await promise
  } finally {
    clearTimeout(stuck)
    if (process.stderr.isTTY) process.stderr.write('\r\u001b[K')
    await context.close()
    server.close()
  }
}
