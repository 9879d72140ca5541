// TensorFlow.js on its wasm backend, by its core API: what its guides advise for a loop of training of one's own.

import { type NumbersOf, numbersOf, type Task, type TrainingTask } from '../../engine/task.ts'
import { tensorflow as peer } from '../../peers/index.ts'
import { requireIn } from '../../peers/install.ts'
import { type Contender, nothing, type Prepared } from '../contender.ts'
import type { Optimizer, Tensor, TensorFlow, WasmBackend } from './types.ts'

export const contender: Contender = { prepare }

const load = requireIn(peer)
const tf: TensorFlow = load('@tensorflow/tfjs-core')
const backend: WasmBackend = load('@tensorflow/tfjs-backend-wasm')
load('@tensorflow/tfjs-layers') // the core registers no derivatives; in Node.js the bundle of the layers does

/** @param variant '1-thread', or 'default' for as many as it chooses */
async function prepare(task: Task, variant: string): Promise<Prepared> {
  tf.enableProdMode()
  if (variant === '1-thread') backend.setThreadsCount(1)
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its wasm backend.')
  const engine = `TensorFlow.js ${tf.version_core}, wasm, ${threadsText()}, float32`
  return task.kind === 'training' ? training(task, engine) : repeated(task, engine)
}

function threadsText(): string {
  try {
    const threads = backend.getThreadsCount()
    return threads === 1 ? '1 thread' : `${threads} threads`
  } catch {
    return '1 thread' // a build without threads has no count
  }
}

function training({ head, optimizer: rule, lr, layers, batch, ...data }: TrainingTask, engine: string): Prepared {
  const x = tf.tensor(Float32Array.from(data.x), [batch, layers[0]?.inputs ?? 0])
  const y = tf.tensor(Float32Array.from(data.y), [batch, layers.at(-1)?.outputs ?? 0])
  const parameters = layers.map(({ inputs, outputs, weight, bias }) => {
    const [w, b] = [
      tf.tensor(Float32Array.from(weight), [inputs, outputs]),
      tf.tensor(Float32Array.from(bias), [outputs]),
    ]
    return { start: { w, b }, w: tf.variable(w, true), b: tf.variable(b, true) }
  })
  const variables = parameters.flatMap(({ w, b }) => [w, b])
  const criterion = head === 'sigmoid' ? tf.losses.sigmoidCrossEntropy : tf.losses.softmaxCrossEntropy
  const loss = (): Tensor => {
    let a = x
    for (const [i, { w, b }] of parameters.entries()) {
      a = tf.fused.matMul({ a, b: w, bias: b, activation: i < parameters.length - 1 ? 'relu' : 'linear' })
    }
    return criterion(y, a)
  }
  const newOptimizer = (): Optimizer => (rule === 'sgd' ? tf.train.sgd(lr) : tf.train.adam(lr, 0.9, 0.999, 1e-8))
  let optimizer = newOptimizer()
  let cost: Tensor | null = null
  let last = Number.NaN
  return {
    engine,
    reset() {
      optimizer.dispose()
      optimizer = newOptimizer() // Adam's sums begin anew
      for (const { start, w, b } of parameters) {
        w.assign(start.w)
        b.assign(start.b)
      }
    },
    step() {
      cost?.dispose()
      cost = optimizer.minimize(loss, true, variables)
    },
    finish() {
      if (cost !== null) [last = Number.NaN] = cost.dataSync()
    },
    result: () => [last],
  }
}

/** The same call again and again. */
function repeated(task: Exclude<Task, TrainingTask>, engine: string): Prepared {
  const call = callOf(task)
  let y: Tensor | null = null
  return {
    engine,
    reset: nothing,
    step() {
      y?.dispose()
      y = call()
    },
    finish: nothing,
    result() {
      const numbers = y?.dataSync() ?? []
      return task.sample.map((place) => numbers[place] ?? Number.NaN)
    },
  }
}

function callOf(task: Exclude<Task, TrainingTask>): () => Tensor {
  if (task.kind === 'matmul') {
    const { m, k, n } = task
    const [a, b] = [floats([m, k]), floats([k, n], 7)]
    return () => tf.matMul(a, b)
  }
  const { n, input } = task
  const x = floats([n], 0, input)
  if (task.kind === 'gradient') {
    const gradient = tf.grad((x) => tf.sum(tf.tanh(tf.add(tf.mul(x, x), x))))
    return () => gradient(x) // it tidies up by itself
  }
  if (task.op === 'add') {
    const second = floats([n], 7, input)
    return () => tf.add(x, second)
  }
  const op = tf[task.op]
  return () => op(x)
}

function floats(shape: readonly number[], shift = 0, input?: NumbersOf): Tensor {
  const size = shape.reduce((product, dimension) => product * dimension, 1)
  return tf.tensor(Float32Array.from(numbersOf(size, shift, input)), shape)
}
