// A model of one's own. A layer is any object with a `forward`; the tensors in its fields are its parameters. There is no
// base class, nothing is registered, and nobody writes a backward: the tape knows the ops that forward is made of.
import { leavesOf } from '@adjoint/autograd'
import { spirals, trainTestSplit } from '@adjoint/data'
import { accuracy, bceWithLogits, dense, fit, type LayerLike, sequential, sgd } from '@adjoint/nn'
import { full, random, type Shape, type Tensor, tensor, where } from '@adjoint/tensor'
import { decisionBoundary, table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } =
  readOptions(`Builds a model from generic layers and two layers of its own, and trains it on two spirals.

  node examples/02-own-layer.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const width = terminalWidth()

/** A relu whose slope below zero is learnt, for each unit its own. He et al. (2015) call it PReLU. */
class LearnableSlope {
  readonly slope: Tensor

  constructor(units: number) {
    this.slope = full([units], 0.25)
  }

  // forward(x: Tensor): Tensor would do as well. Being generic in the shape tells the compiler that the layer keeps it, so
  // that it can check the layer behind this one, too; inside, where any shape may come, x is simply a Tensor.
  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const z: Tensor = x
    return where(z.greater(0), z, z.mul(this.slope)) as Tensor<S>
  }
}

/** x + f(x): a layer around other layers. x is used twice, so on the way back its adjoint is the sum of two terms. */
class Residual {
  readonly inner: LayerLike

  constructor(inner: LayerLike) {
    this.inner = inner
  }

  forward<S extends Shape>(x: Tensor<S>): Tensor<S> {
    const z: Tensor = x
    return z.add(this.inner.forward(z)) as Tensor<S>
  }
}

const rng = random(7)
const block = () => new Residual(sequential(dense(16, 16, rng), new LearnableSlope(16)))
const model = sequential(dense(2, 16, rng), new LearnableSlope(16), block(), block(), dense(16, 1, rng))

// Whatever takes a model (grad, an optimizer, fit) takes any tree of tensors, and walks its fields as leavesOf does.
const parameters = leavesOf(model)
console.log("The parameters, found by walking the model's fields and named by their paths:\n")
console.log(
  table(
    parameters.map(({ path, tensor: { shape, size } }) => ({ path, shape: `[${shape.join(', ')}]`, size })),
    { width },
  ),
)
console.log(`\nTogether ${parameters.reduce((sum, leaf) => sum + leaf.tensor.size, 0)} numbers to learn.\n`)

const points = spirals({ samples: 600, noise: 0.02, turns: 1.5, seed: 1 })
const { train, test } = trainTestSplit(points, { testShare: 0.2, seed: 2 })
const loss = (m: typeof model, x: Tensor, y: Tensor) => bceWithLogits(m.forward(x), y)
const testAccuracy = (m: typeof model) => accuracy(m.forward(test.x), test.y, { threshold: 0 }) // of log-odds, not of 0.5

const { model: trained, history } = await fit(model, train, {
  loss,
  optimizer: sgd({ lr: 0.02, momentum: 0.9 }),
  epochs: quick ? 20 : 120,
  batchSize: 32,
  validation: test,
  progress: (report) => `accuracy ${testAccuracy(report.model).toFixed(3)}`,
})

console.log(`\n${historyCurve(history, 'binary cross-entropy')}\n`)

const boundary = {
  points: test.x.toArray(),
  labels: test.y.toTypedArray(),
  predict: (at: readonly (readonly [number, number])[]) => trained.forward(tensor(at)).sigmoid().toTypedArray(),
}
console.log(`${decisionBoundary(boundary, { title: 'Decision boundary and test set', width })}\n`)

console.log('The slopes below zero, which all began at 0.25:\n')
for (const { path, tensor: slope } of leavesOf(trained).filter((leaf) => leaf.path.endsWith('slope'))) {
  const [least, most] = [Math.min, Math.max].map((pick) => pick(...slope.toTypedArray()).toFixed(2))
  console.log(`  ${path.padEnd(30)} from ${least} to ${most}`)
}
console.log(`\nAccuracy on the test set: ${testAccuracy(trained).toFixed(3)}`)
