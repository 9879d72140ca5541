import { greater, mul, sigmoid, square, sub } from '@adjoint/tensor'
import type { Rules } from '../rule.ts'

export const activation: Rules<'activation'> = {
  tanh: [(y) => sub(1, square(y))],
  sigmoid: [(y) => mul(y, sub(1, y))],
  softplus: [(_y, x) => sigmoid(x)],
  relu: [(_y, x) => greater(x, 0)], // 0 at 0
}
