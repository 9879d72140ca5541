// Every optimizer, with and without what else it can do, and runs of them.
import { grad } from '@adjoint/autograd'
import { compile } from '@adjoint/compile'
import { type FloatDType, fromTypedArray, type Tensor, tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import {
  adagrad,
  adam,
  adamw,
  cosineDecay,
  type Optimizer,
  type OptimizerState,
  rmsprop,
  type Schedule,
  sgd,
} from '../../src/index.ts'
import { numbersOf } from '../networks.ts'

export const optimizers: Readonly<Record<string, (lr: number | Schedule) => Optimizer>> = {
  sgd: (lr) => sgd({ lr }),
  'sgd, momentum': (lr) => sgd({ lr, momentum: 0.8 }),
  'sgd, nesterov': (lr) => sgd({ lr, momentum: 0.8, nesterov: true, weightDecay: 0.1 }),
  rmsprop: (lr) => rmsprop({ lr }),
  'rmsprop, centered': (lr) => rmsprop({ lr, centered: true, momentum: 0.5, epsilon: 0.01, weightDecay: 0.1 }),
  adagrad: (lr) => adagrad({ lr, initialAccumulator: 0.1 }),
  adam: (lr) => adam({ lr }),
  adamw: (lr) => adamw({ lr, weightDecay: 0.1 }),
}

/** Those that move without a gradient, too. */
export const decaying: readonly string[] = ['sgd, nesterov', 'rmsprop, centered', 'adamw']

export const schedule = (lr: number): Schedule => cosineDecay({ lr, steps: 16, warmup: 4, end: lr / 50 })

/** A bowl: ½ xᵀA x - bᵀx. */
export function quadratic(x: Tensor): Tensor {
  const [A, b] = [
    tensor([[3, 0.5, 0], [0.5, 1, -0.25], [0, -0.25, 0.125]], { dtype: x.dtype }), // biome-ignore format: a matrix
    tensor([1, -2, 0.5], { dtype: x.dtype }),
  ]
  return x.dot(A.matmul(x)).mul(0.5).sub(b.dot(x)) as Tensor
}

/** A bent valley: Σ 10 (xᵢ₊₁ - xᵢ²)² + (1 - xᵢ)². */
export function rosenbrock(x: Tensor): Tensor {
  const [before, after] = [x.slice([0, -1]), x.slice([1, null])] as [Tensor, Tensor]
  const valley = after.sub(before.square()).square().mul(10)
  return valley.add(before.mul(-1).add(1).square()).sum() as Tensor
}

export const losses = { quadratic, rosenbrock }

/** Parameters, gradients: numbers of a few digits. */
export const grid = fc.integer({ min: -1994, max: 1994 }).map((k) => k / 997)
export const vector = (values: readonly number[]): Tensor => fromTypedArray(Float64Array.from(values))

/** The parameters after each of some steps, whose gradients are given. */
export function path(
  optimizer: Optimizer,
  start: readonly number[],
  gradients: readonly (readonly number[])[],
): number[][] {
  let model = vector(start)
  let state = optimizer.init(model)
  return gradients.map((g) => {
    ;[model, state] = optimizer.update(model, vector(g), state)
    return numbersOf(model)
  })
}

/** The parameters after each of some steps down a loss. */
export function descend(
  optimizer: Optimizer,
  loss: (x: Tensor) => Tensor,
  start: readonly number[],
  { steps = 20, compiled = false, dtype = 'float64' as FloatDType } = {},
): number[][] {
  const eager = (x: Tensor, state: OptimizerState): [Tensor, OptimizerState] =>
    optimizer.update(x, grad(loss)(x), state)
  const step = compiled ? compile(eager, { donate: [0, 1] }) : eager
  let x: Tensor = vector(start).astype(dtype)
  let state = optimizer.init(x)
  return Array.from({ length: steps }, () => {
    ;[x, state] = step(x, state)
    return numbersOf(x)
  })
}
