import { control, takeRounds, tell, waitFor } from './meeting.ts'
import type { Phase, Rounds } from './phases.ts'
import { type WorkerTask, workerSource } from './worker.ts'

/** A worker thread, as far as it is used here. */
interface Thread {
  terminate(): unknown
}

/** What a team works on. */
export interface TeamTask extends Omit<WorkerTask, 'block' | 'counters' | 'control' | 'thread' | 'spins'> {
  /** the bytes from one thread's panel to the next's */
  readonly panelStride: number
}

/** Runs some rounds of a group's kernel; null for all of the group. */
export type RunGroup = (group: number, rounds: Rounds | null) => void

/** About 30 microseconds: longer than the caller needs between two runs of a small program. */
const spins = 10_000

/** Threads of workers that share a program with the thread that calls it. */
export class Team {
  readonly #phases: readonly Phase[]
  readonly #threads: number
  readonly #block: Int32Array
  readonly #counters: Int32Array
  readonly #spins: number
  readonly #state: { problem: string | null } = { problem: null }

  constructor(task: TeamTask) {
    this.#phases = task.phases
    this.#threads = task.threads
    this.#block = new Int32Array(new SharedArrayBuffer(4 * control.length))
    this.#counters = new Int32Array(new SharedArrayBuffer(4 * task.names.length * task.threads))
    this.#spins = maySleep(this.#block) ? spins : Number.POSITIVE_INFINITY
    abandoned.register(this, startWorkers(task, this.#block, this.#counters, this.#state))
  }

  /** Why the threads do not take part; null when they do. */
  get problem(): string | null {
    if (this.#state.problem !== null) return this.#state.problem
    return this.#ready ? null : 'the worker threads are still starting'
  }

  get #ready(): boolean {
    return this.#state.problem === null && Atomics.load(this.#block, control.ready) === this.#threads - 1
  }

  /** One run of the program. Until all workers have started, the calling thread does everything. */
  run(runGroup: RunGroup): void {
    const together = this.#ready
    const first = { thread: 0, threads: this.#threads }
    if (together) {
      Atomics.store(this.#block, control.arrived, 0)
      this.#counters.fill(0)
      tell(this.#block, control.run, control.sleepers)
    }
    let met = 0
    try {
      for (const phase of this.#phases) {
        for (const job of phase) {
          const { group, thread } = job
          if (thread === 0 || !together) runGroup(group, null)
          else if (thread === null) {
            takeRounds(this.#counters, job, first, (begin, end) => runGroup(group, [begin, end]))
          }
        }
        if (together) this.#meet(++met)
      }
    } finally {
      // where an eager op has thrown, the workers know nothing of it, and go on to the last meeting
      while (together && met < this.#phases.length) this.#meet(++met)
    }
  }

  /** Waits until all threads have arrived in so many meetings of this run. */
  #meet(count: number): void {
    tell(this.#block, control.arrived, control.sleepers)
    waitFor(this.#block, control.arrived, this.#threads * count, control.sleepers, this.#spins)
  }
}

/** Not in the class: what a worker calls where it fails would hold the team, which then were never abandoned. */
function startWorkers(
  { panel, panelStride, ...task }: TeamTask,
  block: Int32Array,
  counters: Int32Array,
  state: { problem: string | null },
): Thread[] {
  const fail = (problem: string): void => {
    state.problem = problem
  }
  return Array.from({ length: task.threads - 1 }, (_, i) => {
    const thread = i + 1
    const whole = { ...task, thread, counters, control, block, panel: panel + thread * panelStride, spins }
    return startThread(whole, fail)
  })
}

/** When a program is no longer used, its workers end. */
const abandoned = new FinalizationRegistry<readonly Thread[]>((workers) => {
  for (const worker of workers) worker.terminate()
})

/** A page's main thread must not sleep. */
function maySleep(block: Int32Array): boolean {
  try {
    Atomics.wait(block, control.ready, -1, 0) // the number is not -1, so this does not wait
    return true
  } catch {
    return false
  }
}

/** Why there can be no threads here; null where there can. */
export function threadsProblem(): string | null {
  if (typeof SharedArrayBuffer === 'undefined') {
    return 'there is no shared memory: a page must be cross-origin isolated (headers COOP and COEP)'
  }
  return nodeWorkers() === null && pageWorker() === undefined ? 'there are no worker threads here' : null
}

type WorkerOptions = { readonly eval: true; readonly workerData: WorkerTask }

interface NodeThread extends Thread {
  unref(): void
  on(event: 'error', listener: (error: Error) => void): unknown
}

interface NodeWorkers {
  readonly Worker: new (source: string, options: WorkerOptions) => NodeThread
}

/** Node.js's worker threads, without an import that a bundler for pages would follow. */
function nodeWorkers(): NodeWorkers | null {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => NodeWorkers | undefined } }
  return process?.getBuiltinModule?.('node:worker_threads') ?? null
}

interface PageThread extends Thread {
  postMessage(task: WorkerTask): void
  onerror: ((event: { readonly message?: string }) => void) | null
}

function pageWorker(): (new (url: string) => PageThread) | undefined {
  return (globalThis as { Worker?: new (url: string) => PageThread }).Worker // undefined where there is none
}

/** The address of the workers' program in a page, where each that is made stays in memory. */
let source: string | null = null

function startThread(task: WorkerTask, fail: (problem: string) => void): Thread {
  const failed = (message: string | undefined): void =>
    fail(`a worker thread failed: ${message ?? 'its source is forbidden'}`)
  const node = nodeWorkers()
  if (node !== null) {
    const worker = new node.Worker(workerSource, { eval: true, workerData: task })
    worker.on('error', ({ message }) => failed(message))
    worker.unref()
    return worker
  }
  const Page = pageWorker()
  if (Page === undefined) throw new TypeError('there are no worker threads here')
  source ??= URL.createObjectURL(new Blob([workerSource], { type: 'text/javascript' }))
  try {
    const worker = new Page(source)
    worker.onerror = ({ message }) => failed(message)
    worker.postMessage(task)
    return worker
  } catch (error) {
    // some policies, such as trusted types, refuse at once
    failed(error instanceof Error ? error.message : undefined)
    return { terminate() {} }
  }
}
