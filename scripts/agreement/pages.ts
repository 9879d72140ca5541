import type { InstructionSet } from '../../packages/wasm/src/index.ts'
import type { PageReport } from './report.ts'

/** A kind of page: how it is served, and what must hold in it. */
export interface PageKind {
  readonly name: string
  readonly headers: Readonly<Record<string, string>>
  readonly isolated: boolean
  /** whether a text may be run as a program */
  readonly evaluates: boolean
  readonly newest: InstructionSet
  /** what explain() says of two threads; null where they take part */
  readonly threads: RegExp | null
  /** what the policy forbids to the engine, which then falls back on something else */
  readonly violations: readonly string[]
}

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' }
/** Eager kernels try to make their loops of source text, and walk the elements one by one where they may not. */
const noEval = 'script-src eval'
const policy = (text: string) => ({ ...isolation, 'Content-Security-Policy': text })

export const pageKinds: readonly PageKind[] = [
  {
    name: 'plain',
    headers: {},
    isolated: false,
    evaluates: true,
    newest: 'relaxed',
    threads: /cross-origin isolated/,
    violations: [],
  },
  {
    name: 'isolated',
    headers: isolation,
    isolated: true,
    evaluates: true,
    newest: 'relaxed',
    threads: null,
    violations: [],
  },
  {
    name: 'isolated, no eval',
    headers: policy("script-src 'self' 'wasm-unsafe-eval'; worker-src blob:"),
    isolated: true,
    evaluates: false,
    newest: 'relaxed',
    threads: null,
    violations: [noEval],
  },
  {
    name: 'isolated, no eval, no workers',
    headers: policy("script-src 'self' 'wasm-unsafe-eval'"),
    isolated: true,
    evaluates: false,
    newest: 'relaxed',
    threads: /its source is forbidden/,
    violations: [noEval, 'worker-src blob'],
  },
  {
    name: 'isolated, trusted types',
    headers: policy("require-trusted-types-for 'script'"),
    isolated: true,
    evaluates: false,
    newest: 'relaxed',
    threads: /TrustedScriptURL/,
    violations: ['require-trusted-types-for trusted-types-sink'],
  },
  {
    name: 'isolated, no eval, no WebAssembly',
    headers: policy("script-src 'self'"),
    isolated: true,
    evaluates: false,
    newest: 'none',
    threads: /WebAssembly/,
    violations: [noEval, 'script-src wasm-eval'],
  },
]

/** What in a page is not as it must be. */
export function problemsOf(kind: PageKind, { agreement, isolated, evaluates, violations }: PageReport): string[] {
  const { instructionSets, threads } = agreement
  const threadsAsExpected = kind.threads === null ? threads.problem === null : kind.threads.test(threads.problem ?? '')
  const facts: readonly [boolean, string][] = [
    [isolated === kind.isolated, `cross-origin isolated: ${isolated}`],
    [evaluates === kind.evaluates, `may run a text as a program: ${evaluates}`],
    [instructionSets[0] === kind.newest, `has the instruction sets ${instructionSets}; ${kind.newest} is expected`],
    [threadsAsExpected, `explain() says of two threads: ${threads.problem}; ${kind.threads} is expected`],
    [
      violations.toSorted().join() === kind.violations.toSorted().join(),
      `its policy has forbidden: ${violations.join(', ') || 'nothing'}`,
    ],
  ]
  return facts.flatMap(([holds, what]) => (holds ? [] : [what]))
}
