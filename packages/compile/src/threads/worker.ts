import { type Kernel, mathFunctions } from '@adjoint/wasm'
import { type control, takeRounds, tell, waitFor } from './meeting.ts'
import type { Phase } from './phases.ts'

/** What a worker is given. */
export interface WorkerTask {
  readonly module: object
  readonly memory: object
  readonly block: Int32Array
  /** for each group and each thread's range of its rounds, how many are taken in this run */
  readonly counters: Int32Array
  readonly control: typeof control
  readonly phases: readonly Phase[]
  /** the names of the kernels by group */
  readonly names: readonly string[]
  /** which thread it is; 0 is the one that calls the program */
  readonly thread: number
  readonly threads: number
  /** the address of its panel */
  readonly panel: number
  /** how often it looks whether the others have come before it sleeps */
  readonly spins: number
}

/** What a worker's own program is made of; the engine's WebAssembly is global there. */
interface Tools {
  readonly waitFor: typeof waitFor
  readonly tell: typeof tell
  readonly takeRounds: typeof takeRounds
  instantiate(module: object, memory: object): Readonly<Record<string, Kernel>>
}

/** A worker's life: for each run its part of each phase. It is sent as source, and uses nothing but its arguments. */
function work(task: WorkerTask, { waitFor, tell, takeRounds, instantiate }: Tools): void {
  const { block, counters, control, phases, names, thread, threads, panel, spins } = task
  const kernels = instantiate(task.module, task.memory)
  tell(block, control.ready, control.sleepers)
  for (let run = 1; ; run++) {
    waitFor(block, control.run, run, control.sleepers, spins)
    for (let i = 0; i < phases.length; i++) {
      for (const job of phases[i] ?? []) {
        const kernel = kernels[names[job.group] ?? '']
        if (kernel === undefined) continue
        if (job.thread === thread) kernel(0, job.rounds, panel)
        else if (job.thread === null) takeRounds(counters, job, task, (begin, end) => kernel(begin, end, panel))
      }
      tell(block, control.arrived, control.sleepers)
      if (i < phases.length - 1) waitFor(block, control.arrived, threads * (i + 1), control.sleepers, spins)
    }
  }
}

/** The program of a worker, in Node.js (where a flag may make a module of it, without `require`) or in a page. */
export const workerSource: string = `
const mathFunctions = { ${Object.entries(mathFunctions).map(([name, f]) => `${name}: ${f}`)} }
const waitFor = ${waitFor}
const tell = ${tell}
const takeRounds = ${takeRounds}
const instantiate = (module, memory) => new WebAssembly.Instance(module, { env: { ...mathFunctions, memory } }).exports
const work = ${work}
const begin = (task) => work(task, { waitFor, tell, takeRounds, instantiate })
const node = globalThis.process?.getBuiltinModule?.('node:worker_threads')
if (node !== undefined) begin(node.workerData)
else globalThis.onmessage = ({ data }) => begin(data)
`
