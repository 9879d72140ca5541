import { grad } from '@adjoint/autograd'
import { add, exp, fromTypedArray, log, matmul, sigmoid, sum, type Tensor, tanh } from '@adjoint/tensor'
import { type ElementwiseName, type NumbersOf, numbersOf, type Task } from '../../engine/task.ts'
import type { Contender, Prepared } from '../contender.ts'
import { training } from './training.ts'
import { repeated } from './variant.ts'

export const contender: Contender = { prepare }

const unary: Readonly<Record<Exclude<ElementwiseName, 'add'>, (x: Tensor) => Tensor>> = { exp, log, sigmoid, tanh }

function prepare(task: Task, variant: string): Prepared {
  if (task.kind === 'training') return training(task, variant)
  if (task.kind === 'matmul') {
    const { m, k, n, sample } = task
    const [a, b] = [floats(m * k).reshape([m, k]), floats(k * n, 7).reshape([k, n])]
    return repeated((a: Tensor, b: Tensor): Tensor => matmul(a, b), [a, b], variant, sample)
  }
  const { n, input, sample } = task
  const x = floats(n, 0, input)
  if (task.kind === 'gradient') {
    return repeated(
      grad((x: Tensor): Tensor => sum(tanh(x.mul(x).add(x)))),
      [x],
      variant,
      sample,
    )
  }
  if (task.op === 'add') {
    return repeated((a: Tensor, b: Tensor): Tensor => add(a, b), [x, floats(n, 7, input)], variant, sample)
  }
  return repeated(unary[task.op], [x], variant, sample)
}

function floats(size: number, shift = 0, input?: NumbersOf): Tensor {
  return fromTypedArray(Float32Array.from(numbersOf(size, shift, input)))
}
