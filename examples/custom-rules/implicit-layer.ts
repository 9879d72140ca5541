// An implicit layer: its result is not computed by a formula, but solves an equation.
import { fixedPoint } from '@adjoint/autograd'
import { moons } from '@adjoint/data'
import { accuracy, adam, bce, dense, fit, type Initializer, sequential, sigmoid, smallNormal } from '@adjoint/nn'
import { type Generator, matmul, random, type Shape, type Tensor } from '@adjoint/tensor'

// z = tanh(z W + x) draws points together where W is small; divided by 1 + |W| it always is.
const equilibrium = fixedPoint((z: Tensor, w: Tensor, x: Tensor): Tensor => {
  return matmul(z, w.div(w.norm().add(1)))
    .add(x)
    .tanh()
})

/** The z that a layer maps to itself: infinitely many equal layers, of which none is kept for the way back. */
export class Implicit {
  readonly weight: Tensor
  constructor(units: number, rng: Generator, weight: Initializer = smallNormal) {
    this.weight = weight(rng, [units, units], 'float32')
  }
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    return equilibrium(x, this.weight, x) as Tensor<S> // as x: nothing but the numbers changes
  }
}

/** Trains a network with such a layer on two moons; gives its accuracy. */
export async function learnImplicit(epochs: number, rng = random(4)): Promise<number> {
  const data = moons({ samples: 300, noise: 0.15, seed: 7 })
  const model = sequential(dense(2, 8, rng), new Implicit(8, rng), dense(8, 1, rng), sigmoid())
  const loss = (m: typeof model, x: Tensor, y: Tensor): Tensor => bce(m.forward(x), y)
  const { model: trained } = await fit(model, data, { loss, optimizer: adam({ lr: 0.05 }), epochs, progress: false })
  return accuracy(trained.forward(data.x), data.y)
}
