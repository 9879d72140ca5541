import { expect, test } from 'vitest'
import { type PageKind, problemsOf } from '../../agreement/pages.ts'
import type { PageReport } from '../../agreement/report.ts'
import { servePage } from '../../agreement/serve.ts'

const kind: PageKind = {
  name: 'isolated',
  headers: {},
  isolated: true,
  evaluates: false,
  newest: 'simd',
  threads: /forbidden/,
  violations: ['script-src eval', 'worker-src blob'],
}

const report = (threads: string | null, change: Partial<PageReport> = {}): PageReport => ({
  agreement: {
    engine: 'Chrome/1',
    instructionSets: ['simd', 'none'],
    programs: 1,
    failures: [],
    threads: { problem: threads, programs: 0, failures: [] },
    seconds: 1,
  },
  isolated: true,
  evaluates: false,
  violations: ['worker-src blob', 'script-src eval'],
  ...change,
})

test('a page that is as it must be', () => {
  expect(problemsOf(kind, report('it is forbidden'))).toEqual([])
})

test('a page that is not', () => {
  const wrong = report(null, { isolated: false, evaluates: true, violations: [] })
  expect(problemsOf({ ...kind, newest: 'relaxed' }, wrong)).toEqual([
    'cross-origin isolated: false',
    'may run a text as a program: true',
    'has the instruction sets simd,none; relaxed is expected',
    'explain() says of two threads: null; /forbidden/ is expected',
    'its policy has forbidden: nothing',
  ])
  expect(problemsOf({ ...kind, threads: null }, report('still starting'))).toHaveLength(1)
})

test('the server of a page', async () => {
  const heard: string[] = []
  const server = await servePage('program', { 'Content-Security-Policy': 'x' }, (what, body) => {
    heard.push(`${what} ${body}`)
  })
  try {
    const page = await fetch(server.address)
    expect(page.headers.get('Content-Security-Policy')).toBe('x')
    expect(await page.text()).toContain('src="/page.js"')
    expect(await (await fetch(`${server.address}page.js`)).text()).toBe('program')
    expect((await fetch(`${server.address}doing`, { method: 'POST', body: 'this' })).status).toBe(200)
    expect((await fetch(`${server.address}secret`)).status).toBe(404)
    expect(heard).toEqual(['doing this'])
  } finally {
    server.close()
  }
})
