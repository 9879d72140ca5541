import type { InstructionSet } from '../../packages/wasm/src/index.ts'

/** How much to try. */
export interface AgreementOptions {
  /** how many random programs, each with every instruction set */
  readonly programs: number
  /** seeds the programs */
  readonly seed: number
}

/** What a part of the work finds. */
export interface Finding {
  readonly programs: number
  readonly failures: readonly string[]
}

/** What threads did. */
export interface ThreadsFinding {
  /** why none took part; null where they did */
  readonly problem: string | null
  /** how many programs gave the same on two threads as on one */
  readonly programs: number
  readonly failures: readonly string[]
}

/** What an engine did, as it says itself. It crosses to another process as JSON. */
export interface AgreementReport {
  /** its name and version */
  readonly engine: string
  /** those that it has, from the newest */
  readonly instructionSets: readonly InstructionSet[]
  /** compiled programs held against eager ones */
  readonly programs: number
  readonly failures: readonly string[]
  readonly threads: ThreadsFinding
  readonly seconds: number
}

/** What a page did, and what it found out about itself. */
export interface PageReport {
  readonly agreement: AgreementReport
  /** whether it is cross-origin isolated, and so has shared memory */
  readonly isolated: boolean
  /** whether its policy lets a text be run as a program */
  readonly evaluates: boolean
  /** what its policy has forbidden: the directive, and what it blocked */
  readonly violations: readonly string[]
}

/** Called now and then with what is being done; it lets the engine do other things meanwhile, such as to show it. */
export type Pause = (doing: string) => Promise<void>

/** What went wrong, cut to a length that a log can show. */
export function describeFailure(where: string, error: unknown): string {
  const text = messageOf(error)
  const most = 4000
  return `${where}: ${text.length > most ? `${text.slice(0, most)} ...` : text}`
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
