import { leavesOf, mapTensors, valueAndGrad } from '../../packages/autograd/src/index.ts'
import { compile } from '../../packages/compile/src/index.ts'
import { agreementWith } from '../../packages/compile/test/agreement.ts'
import {
  adam,
  bce,
  dense,
  type Optimizer,
  type OptimizerState,
  relu,
  sequential,
  sgd,
  sigmoid,
} from '../../packages/nn/src/index.ts'
import { withInstructionSet } from '../../packages/tensor/src/backend.ts'
import { type FloatDType, random, type Tensor } from '../../packages/tensor/src/index.ts'
import type { InstructionSet } from '../../packages/wasm/src/index.ts'
import { describeFailure, type Finding, type Pause } from './report.ts'
import type { TensorFunction } from './variants.ts'

const steps = 20
const optimizers = { sgd: sgd({ lr: 0.1, momentum: 0.9 }), adam: adam({ lr: 0.01 }) }

/** The training of a small network: steps that are compiled once and called again and again, against eager ones. */
export async function checkTraining(set: InstructionSet, pause: Pause): Promise<Finding> {
  const failures: string[] = []
  let programs = 0
  for (const dtype of ['float64', 'float32'] as const) {
    for (const [name, optimizer] of Object.entries(optimizers)) {
      const where = `${set}: ${steps} steps of ${name} in ${dtype}`
      await pause(where)
      try {
        withInstructionSet(set, () => checkSteps(optimizer, dtype))
      } catch (error) {
        failures.push(describeFailure(where, error))
      }
      programs++
    }
  }
  return { programs, failures }
}

/** One step of training, as `fit` compiles it, and what it starts with. */
export function trainingOf(optimizer: Optimizer, dtype: FloatDType, sizes: readonly [number, number, number, number]) {
  const [samples, inputs, first, second] = sizes
  const rng = random(7)
  const model = sequential(
    dense(inputs, first, rng, { dtype }),
    relu(),
    dense(first, second, rng, { dtype }),
    relu(),
    dense(second, 1, rng, { dtype }),
    sigmoid(),
  )
  type Model = typeof model
  const x = rng.normal([samples, inputs], { dtype })
  const y = x.sum({ axis: 1, keepDims: true }).greater(0).astype(dtype)
  const loss = valueAndGrad((m: Model, x: Tensor, y: Tensor): Tensor => bce(m.forward(x), y))
  const step = (m: Model, state: OptimizerState, x: Tensor, y: Tensor): readonly [Tensor, Model, OptimizerState] => {
    const [value, gradient] = loss(m, x, y)
    return [value, ...optimizer.update(m, gradient, state)]
  }
  return { model, x, y, step, state: optimizer.init(model) }
}

function checkSteps(optimizer: Optimizer, dtype: FloatDType): void {
  const training = trainingOf(optimizer, dtype, [24, 2, 12, 6])
  // as a function of all numbers, so that the agreement can shift them
  const given = [training.x, training.y, ...leavesOf(training.model).map(({ tensor }) => tensor)]
  const trained =
    (step: typeof training.step): TensorFunction =>
    (x, y, ...weights) => {
      if (x === undefined || y === undefined) throw new RangeError('there are no data')
      let [at, losses] = [0, [] as Tensor[]]
      let model = mapTensors(training.model, (old) => weights[at++] ?? old)
      let { state } = training
      for (let i = 0; i < steps; i++) {
        const [loss, ...next] = step(model, state, x, y)
        losses = [...losses, loss]
        ;[model, state] = next
      }
      return [losses, model, state]
    }
  const agree = agreementWith(trained(training.step), given)
  agree(trained(compile(training.step)))
  agree(trained(compile(training.step, { donate: [0, 1] })))
}
