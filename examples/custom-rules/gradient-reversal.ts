// Gradient reversal: one descent for two players, of whom one wants the loss small and the other wants it large.
import { customVjp, grad } from '@adjoint/autograd'
import { type Tensor, tensor } from '@adjoint/tensor'

/**
 * The identity, whose derivative is said to be -1. What stands before it climbs where everything else goes down.
 *
 * @see Ganin & Lempitsky (2015), Unsupervised domain adaptation by backpropagation
 */
export const reversed = customVjp(
  (x: Tensor): Tensor => x,
  (x) => [x, (g) => [g.neg()]],
)

/** The saddle of x² + 2xy - y² - 4x, by x down and by y up: where both slopes are 0, at (1, 1). */
export function findSaddle(steps = 200): readonly [number, number] {
  const game = (x: Tensor, y: Tensor): Tensor => x.square().add(x.mul(y).mul(2)).sub(y.square()).sub(x.mul(4))
  const slopes = grad((x: Tensor, y: Tensor) => game(x, reversed(y)), { argnums: [0, 1] })
  let [x, y]: [Tensor, Tensor] = [tensor(3, { dtype: 'float64' }), tensor(-2, { dtype: 'float64' })]
  for (let i = 0; i < steps; i++) {
    const [dx, dy] = slopes(x, y)
    x = x.sub(dx.mul(0.1))
    y = y.sub(dy.mul(0.1))
  }
  return [x.item(), y.item()]
}
