// A process that compiles the step of `moons` and says what that took: the first time is the first time only once.
import { compile } from '@adjoint/compile'
import { donated, trainingOf } from '../contenders/adjoint/training.ts'
import { moonsTraining } from '../networks.ts'
import { median } from '../statistics.ts'
import type { Compilation } from './compilation.ts'

process.on('SIGINT', () => {}) // the measuring process decides what Ctrl-C means

const { model, state, x, y, step } = trainingOf(moonsTraining(), 'float32')

/** Compiles anew, takes two steps, and then a few more. */
function once(): Omit<Compilation, 'compileAgain'> {
  const start = performance.now()
  const compiled = compile(step, { donate: donated })
  const [, second, secondState] = compiled(model, state, x, y)
  const first = performance.now()
  let [loss, next, nextState] = compiled(second, secondState, x, y)
  loss.item()
  const call = performance.now()
  const calls = Array.from({ length: 50 }, () => {
    const begin = performance.now()
    ;[loss, next, nextState] = compiled(next, nextState, x, y)
    loss.item()
    return performance.now() - begin
  })
  const { moduleBytes, arenaBytes, groups } = compiled.explain()
  return {
    compile: first - start,
    secondCall: call - first,
    laterCall: median(calls) ?? 0,
    moduleBytes,
    arenaBytes,
    kernels: groups.length,
  }
}

const cold = once()
const compileAgain = median(Array.from({ length: 5 }, () => once().compile)) ?? 0
console.log(JSON.stringify({ ...cold, compileAgain } satisfies Compilation))
