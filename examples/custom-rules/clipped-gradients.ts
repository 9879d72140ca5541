// Clipped gradients inside a function: what comes back through a long chain is cut off before it explodes.
import { customVjp, grad } from '@adjoint/autograd'
import { type Tensor, tensor } from '@adjoint/tensor'

/**
 * The identity; a cotangent that comes back through it is cut off at ±limit.
 *
 * @see Pascanu, Mikolov & Bengio (2013), On the difficulty of training recurrent neural networks
 */
export function clipped(limit: number): (x: Tensor) => Tensor {
  return customVjp(
    (x: Tensor): Tensor => x,
    (x) => [x, (g) => [g.clip(-limit, limit)]],
  )
}

/** The slope of a hundred steps of the logistic map by its rate, which is chaotic: without a limit, and with one. */
export function slopesOfChaos(limit: number): readonly [plain: number, withLimit: number] {
  const chain = (each: (x: Tensor) => Tensor) => (rate: Tensor) => {
    let x: Tensor = tensor(0.4, { dtype: 'float64' })
    for (let i = 0; i < 100; i++) {
      const now = each(x)
      x = rate.mul(now).mul(now.neg().add(1))
    }
    return x
  }
  const slope = (f: (rate: Tensor) => Tensor): number => grad(f)(tensor(3.9, { dtype: 'float64' })).item()
  return [slope(chain((x) => x)), slope(chain((x) => clipped(limit)(x)))]
}
