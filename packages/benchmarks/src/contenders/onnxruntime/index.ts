// onnxruntime-node, native code: it has no derivatives, so it shows only what a product of matrices may take.

import { numbersOf, type Task } from '../../engine/task.ts'
import { onnxruntime as peer } from '../../peers/index.ts'
import { requireIn, versionIn } from '../../peers/install.ts'
import { type Contender, nothing, type Prepared } from '../contender.ts'
import { matmulModel } from './model.ts'

interface Tensor {
  readonly data: Float32Array
}

interface OnnxRuntime {
  readonly InferenceSession: {
    create(
      model: Uint8Array,
      options: { readonly intraOpNumThreads?: number },
    ): Promise<{
      run(feeds: { readonly a: Tensor; readonly b: Tensor }): Promise<{ readonly c: Tensor }>
    }>
  }
  readonly Tensor: new (dtype: 'float32', data: Float32Array, shape: readonly number[]) => Tensor
}

export const contender: Contender = { prepare }

async function prepare(task: Task, variant: string): Promise<Prepared> {
  if (task.kind !== 'matmul') throw new Error('onnxruntime-node is asked for products of matrices only.')
  const load = requireIn(peer)
  const { InferenceSession, Tensor }: OnnxRuntime = load('onnxruntime-node')
  const { m, k, n, sample } = task
  const threads = variant === '1-thread' ? '1 thread' : 'its own choice of threads'
  const options = variant === '1-thread' ? { intraOpNumThreads: 1 } : {}
  const session = await InferenceSession.create(matmulModel(m, k, n), options)
  const a = new Tensor('float32', Float32Array.from(numbersOf(m * k)), [m, k])
  const b = new Tensor('float32', Float32Array.from(numbersOf(k * n, 7)), [k, n])
  let c: Tensor | null = null
  return {
    engine: `onnxruntime-node ${versionIn(peer, 'onnxruntime-node')}, native, ${threads}, float32`,
    reset: nothing,
    async step() {
      ;({ c } = await session.run({ a, b }))
    },
    finish: nothing,
    result: () => sample.map((place) => c?.data[place] ?? Number.NaN),
  }
}
