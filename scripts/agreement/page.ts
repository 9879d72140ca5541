// The program that check-browser.ts runs in each page, whose address says how much: ?programs=40&seed=1. It tells the server
// how it goes, since a page whose policy forbids eval should not be looked into from outside.
import { agree } from './agree.ts'
import type { PageReport } from './report.ts'

interface Page {
  readonly document: {
    title: string
    addEventListener(
      type: 'securitypolicyviolation',
      listener: (event: { readonly effectiveDirective: string; readonly blockedURI: string }) => void,
    ): void
  }
  readonly location: { readonly search: string }
  readonly crossOriginIsolated: boolean
}

const { document, location, crossOriginIsolated } = globalThis as typeof globalThis & Page
const violations = new Set<string>()
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) =>
  violations.add(`${effectiveDirective} ${blockedURI}`),
)

const asked = new URLSearchParams(location.search)
const options = { programs: Number(asked.get('programs')), seed: Number(asked.get('seed')) }
const engine = /(?:Chrome|Firefox)\/[\d.]+/.exec(navigator.userAgent)?.[0] ?? navigator.userAgent

const tell = (what: 'doing' | 'report' | 'failure', body: string) => fetch(`/${what}`, { method: 'POST', body })
const nextTask = () => new Promise<void>((resolve) => setTimeout(resolve, 0))

const heartbeat = setInterval(() => tell('doing', document.title), 1000)
try {
  const agreement = await agree(engine, options, (doing) => {
    document.title = doing
    return nextTask()
  })
  const report: PageReport = {
    agreement,
    isolated: crossOriginIsolated,
    violations: [...violations],
    evaluates: evaluates(),
  }
  await tell('report', JSON.stringify(report))
} catch (error) {
  await tell('failure', error instanceof Error ? `${error.message}\n${error.stack}` : String(error))
} finally {
  clearInterval(heartbeat)
}

/** Whether the page's policy lets a text be run as a program. */
function evaluates(): boolean {
  try {
    return new Function('return true')() === true
  } catch {
    return false
  }
}
