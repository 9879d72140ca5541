// The straight-through estimator: numbers are rounded on the way forward, and on the way back it is as if they were not.
import { customVjp, grad } from '@adjoint/autograd'
import { mse } from '@adjoint/nn'
import { random, type Tensor, tensor, zeros } from '@adjoint/tensor'

/**
 * The nearest multiple of `step`. Its derivative is 0 wherever it has one, which teaches nothing; this rule says 1.
 *
 * @see Bengio, Léonard & Courville (2013), Estimating or propagating gradients through stochastic neurons
 */
export function quantize(step: number): (x: Tensor) => Tensor {
  const rounded = (x: Tensor): Tensor => x.div(step).round().mul(step)
  return customVjp(rounded, (x) => [rounded(x), (g) => [g]])
}

/** Learns weights of which only multiples of a quarter are ever used: the true ones are found to the last bit. */
export function learnQuantized(steps = 100): Tensor {
  const x = random(1).normal([50, 3], { dtype: 'float64' })
  const y = x.matmul(tensor([[0.75], [-1.5], [0.25]], { dtype: 'float64' }))
  const loss = (w: Tensor): Tensor => mse(x.matmul(quantize(0.25)(w)), y)
  let w: Tensor = zeros([3, 1], { dtype: 'float64' })
  for (let i = 0; i < steps; i++) w = w.sub(grad(loss)(w).mul(0.1))
  return quantize(0.25)(w)
}
