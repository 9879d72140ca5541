import { valueAndGrad } from '@adjoint/autograd'
import {
  adam,
  bce,
  crossEntropy,
  Dense,
  type Loss,
  type Optimizer,
  type OptimizerState,
  relu,
  Sequential,
  sgd,
  sigmoid,
} from '@adjoint/nn'
import { type FloatDType, fromTypedArray, type Shape, type Tensor } from '@adjoint/tensor'
import type { TrainingTask } from '../../engine/task.ts'
import type { Prepared } from '../contender.ts'
import { engineOf, inVariant, readVariant } from './variant.ts'

/** A step of training: the loss before it, the model and the optimizer's state after it. */
type TrainingStep = (
  model: Sequential,
  state: OptimizerState,
  x: Tensor,
  y: Tensor,
) => readonly [Tensor, Sequential, OptimizerState]

/** What a task starts from, and its step, not yet compiled. */
export interface Training {
  readonly model: Sequential
  readonly state: OptimizerState
  readonly x: Tensor
  readonly y: Tensor
  readonly step: TrainingStep
}

export function trainingOf(
  { head, optimizer: rule, lr, layers, batch, x, y }: TrainingTask,
  dtype: FloatDType,
): Training {
  const ofShape = (numbers: readonly number[], shape: Shape): Tensor =>
    fromTypedArray(dtype === 'float64' ? Float64Array.from(numbers) : Float32Array.from(numbers), shape)
  const dense = layers.map(
    ({ inputs, outputs, weight, bias }) =>
      new Dense(ofShape(weight, [inputs, outputs]).as([inputs, outputs]), ofShape(bias, [outputs]).as([outputs])),
  )
  const between = dense.flatMap((layer, i) => (i === 0 ? [layer] : [relu(), layer]))
  const model: Sequential = new Sequential(head === 'sigmoid' ? [...between, sigmoid()] : between)
  const criterion: Loss = head === 'sigmoid' ? bce : crossEntropy
  const optimizer: Optimizer = rule === 'sgd' ? sgd({ lr }) : adam({ lr })
  const loss = (model: Sequential, x: Tensor, y: Tensor): Tensor => criterion(model.forward(x), y)
  const lossAndGradient = valueAndGrad(loss)
  return {
    model,
    state: optimizer.init(model),
    x: ofShape(x, [batch, layers[0]?.inputs ?? 0]),
    y: ofShape(y, [batch, layers.at(-1)?.outputs ?? 0]),
    step(model, state, x, y) {
      const [value, gradient] = lossAndGradient(model, x, y)
      const [next, nextState] = optimizer.update(model, gradient, state)
      return [value, next, nextState]
    },
  }
}

/** The model and the state are given up to the compiled step: it overwrites them, as other frameworks do. */
export const donated: readonly number[] = [0, 1]

export function training(task: TrainingTask, name: string): Prepared {
  const variant = readVariant(name)
  const start = trainingOf(task, variant.dtype)
  const { x, y } = start
  const step = inVariant(start.step, variant, donated)
  let { model, state } = start
  let value: Tensor | null = null
  let loss = Number.NaN
  return {
    engine: engineOf(variant),
    reset() {
      ;({ model, state } = start)
    },
    step() {
      ;[value, model, state] = step(model, state, x, y)
    },
    finish() {
      if (value !== null) loss = value.item()
    },
    result: () => [loss],
  }
}
