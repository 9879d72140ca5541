// jax-js on its wasm device, everything under jit: what it is made for.

import { type NumbersOf, numbersOf, type Task, type TrainingTask } from '../../engine/task.ts'
import { jaxJs as peer } from '../../peers/index.ts'
import { requireIn, versionIn } from '../../peers/install.ts'
import { type Contender, nothing, type Prepared } from '../contender.ts'
import { training } from './training.ts'
import type { Jax, Array as JaxArray } from './types.ts'

export const contender: Contender = { prepare }

async function prepare(task: Task): Promise<Prepared> {
  const load = requireIn(peer)
  const jax: Jax = load('@jax-js/jax')
  if (!(await jax.init('wasm')).includes('wasm')) throw new Error('jax-js could not start its wasm device.')
  jax.defaultDevice('wasm')
  // it starts threads in browsers only
  const engine = `jax-js ${versionIn(peer, '@jax-js/jax')}, jit, wasm, 1 thread, float32`
  return task.kind === 'training' ? training(jax, task, engine) : repeated(jax, task, engine)
}

/** The same call again and again. */
function repeated(jax: Jax, task: Exclude<Task, TrainingTask>, engine: string): Prepared {
  const call = callOf(jax, task)
  let y: JaxArray | null = null
  return {
    engine,
    reset: nothing,
    async step() {
      y?.dispose()
      y = call()
      await y.blockUntilReady() // it is lazy: what nobody waits for or reads is never computed
    },
    finish: nothing,
    result() {
      const numbers = y?.ref.dataSync() ?? []
      return task.sample.map((place) => numbers[place] ?? Number.NaN)
    },
  }
}

function callOf(jax: Jax, task: Exclude<Task, TrainingTask>): () => JaxArray {
  const floats = (shape: readonly number[], shift = 0, input?: NumbersOf): JaxArray => {
    const size = shape.reduce((product, dimension) => product * dimension, 1)
    return jax.numpy.array(Float32Array.from(numbersOf(size, shift, input)), { shape })
  }
  const { add, exp, log, matmul, tanh } = jax.numpy
  if (task.kind === 'matmul') {
    const { m, k, n } = task
    const [a, b] = [floats([m, k]), floats([k, n], 7)]
    const product = jax.jit((a: JaxArray, b: JaxArray) => matmul(a, b))
    return () => product(a.ref, b.ref)
  }
  const { n, input } = task
  const x = floats([n], 0, input)
  if (task.kind === 'gradient') {
    const gradient = jax.jit(jax.grad((x) => tanh(x.ref.mul(x.ref).add(x)).sum()))
    return () => gradient(x.ref)
  }
  if (task.op === 'add') {
    const second = floats([n], 7, input)
    const sum = jax.jit((a: JaxArray, b: JaxArray) => add(a, b))
    return () => sum(x.ref, second.ref)
  }
  const op = jax.jit({ exp, log, sigmoid: jax.nn.sigmoid, tanh }[task.op])
  return () => op(x.ref)
}
