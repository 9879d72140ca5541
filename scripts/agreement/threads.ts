import { grad, leavesOf } from '../../packages/autograd/src/index.ts'
import { type CompileOptions, compile } from '../../packages/compile/src/index.ts'
import { sgd } from '../../packages/nn/src/index.ts'
import { withInstructionSet } from '../../packages/tensor/src/backend.ts'
import { concat, type FloatDType, random, type Tensor } from '../../packages/tensor/src/index.ts'
import type { InstructionSet } from '../../packages/wasm/src/index.ts'
import { describeFailure, type Pause, type ThreadsFinding } from './report.ts'
import { trainingOf } from './training.ts'

/** How far what is added up in another order may be away, as a part of the largest number: hundreds of roundings. */
const nearness = { float32: 2 ** -14, float64: 2 ** -42 } as const

/** How often a program is run on two threads: now they meet awake, now asleep. */
const runs = 10
/** How long threads may take to start, in milliseconds. */
const patience = 20_000

/** A program for threads. */
interface Case {
  readonly name: string
  /** the same calls of a function that is compiled with these options, and what each gives */
  start(options: CompileOptions): {
    call(): readonly Tensor[]
    /** why no other thread takes part */
    problem(): string | null
  }
}

/**
 * Programs on two threads: near those on one, which add up in another order, and each time the same bits, whoever was faster; or
 * why there are no threads here.
 */
export async function checkThreads(set: InstructionSet, pause: Pause): Promise<ThreadsFinding> {
  const failures: string[] = []
  let programs = 0
  for (const one of (['float32', 'float64'] as const).flatMap(casesOf)) {
    const where = `${set}: ${one.name} on two threads`
    try {
      const problem = await checkCase(one, set, () => pause(where))
      if (problem !== null) return { problem, programs, failures }
      programs++
    } catch (error) {
      failures.push(describeFailure(where, error))
    }
  }
  return { problem: null, programs, failures }
}

/** @returns why there are no threads; null where all went well */
async function checkCase(one: Case, set: InstructionSet, pause: () => Promise<void>): Promise<string | null> {
  const start = (options: CompileOptions) => withInstructionSet(set, () => one.start(options))
  const [alone, together, again] = [start({}), start({ threads: 2 }), start({ threads: 2 })]
  const compare = (run: number): void =>
    withInstructionSet(set, () => {
      const [near, given, same] = [alone.call(), together.call(), again.call()]
      for (const [k, x] of given.entries()) {
        const [one, two, other] = [near[k], x, same[k]].map((y) => [...(y?.toTypedArray() ?? [])])
        if (one === undefined || two === undefined || other === undefined) continue
        const allowed = nearness[x.dtype === 'float32' ? 'float32' : 'float64'] * Math.max(...one.map(Math.abs))
        const at = two.findIndex((number, i) => !(Math.abs(number - (one[i] ?? Number.NaN)) <= allowed))
        if (at >= 0) throw new Error(`run ${run}, output ${k}[${at}]: ${one[at]} on one thread, ${two[at]} on two`)
        const differs = two.findIndex((number, i) => !Object.is(number, other[i]))
        if (differs < 0) continue
        throw new Error(
          `run ${run}, output ${k}[${differs}]: now ${two[differs]} on two threads, now ${other[differs]}`,
        )
      }
    })
  compare(0) // while the threads start, the calling one does everything
  const deadline = Date.now() + patience
  while ([together, again].some((program) => program.problem()?.includes('starting'))) {
    if (Date.now() > deadline) throw new Error(`after ${patience / 1000} s, ${together.problem()}`)
    await pause()
  }
  if (set === 'none') return together.problem() ?? 'no reason given'
  for (let run = 1; run <= runs; run++) {
    compare(run)
    if (run % 5 === 0) await pause()
  }
  return together.problem()
}

const rows = { axis: 1, keepDims: true } as const
const softmax = (x: Tensor): Tensor => {
  const shifted = x.sub(x.max(rows)).exp()
  return shifted.div(shifted.sum(rows))
}

function casesOf(dtype: FloatDType): Case[] {
  const square = random(3).normal([96, 96], { dtype })
  const tall = random(4).normal([1500, 40], { dtype })
  const formulas: Readonly<Record<string, [(x: Tensor) => Tensor | readonly Tensor[], Tensor]>> = {
    'matrix products': [(x) => [x.matmul(x), x.matmul(x.transpose()), x.transpose().matmul(x).tanh()], square],
    'a long chain': [(x) => x.sigmoid().mul(x).exp().add(x.sum(rows)).tanh().transpose(), tall],
    'reductions and parts': [(x) => [softmax(x), x.max({ axis: 0 }), concat([x, x.neg()]).mean({ axis: 1 })], tall],
    'a gradient': [grad((x: Tensor) => softmax(x.matmul(x.transpose()).mul(0.1)).add(1).log().sum()), square],
  }
  const ofFormulas = Object.entries(formulas).map(
    ([name, [f, x]]): Case => ({
      name: `${name} in ${dtype}`,
      start(options) {
        const compiled = compile(f, options)
        return {
          call: () => leavesOf(compiled(x)).map(({ tensor }) => tensor),
          problem: () => compiled.explain().threadsProblem,
        }
      },
    }),
  )
  return [...ofFormulas, trainingCase(dtype)]
}

/** Each call goes on from the model that the one before gave, in the program's own memory. */
function trainingCase(dtype: FloatDType): Case {
  return {
    name: `training in ${dtype}`,
    start(options) {
      const { step, x, y, ...start } = trainingOf(sgd({ lr: 0.1, momentum: 0.9 }), dtype, [128, 64, 96, 48])
      const compiled = compile(step, { ...options, donate: [0, 1] })
      let { model, state } = start
      return {
        call() {
          const [loss, ...next] = compiled(model, state, x, y)
          ;[model, state] = next
          return [loss, ...leavesOf(model).map(({ tensor }) => tensor)]
        },
        problem: () => compiled.explain().threadsProblem,
      }
    },
  }
}
