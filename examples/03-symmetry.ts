// The symmetry problem: why a network must not begin with equal weights. Hidden units that begin equal compute the same,
// so they are to blame alike, so they change alike; no number of updates can tell them apart.
import { mapTensors, Tape } from '@adjoint/autograd'
import { circles } from '@adjoint/data'
import { accuracy, bce, dense, fit, type Initializer, sequential, sgd, sigmoid, smallNormal, tanh } from '@adjoint/nn'
import { full, random, type Tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { wrapped } from './lines.ts'

const { quick } =
  readOptions(`Trains one network from three first guesses: all zeros, all equal, and small random numbers.

  node examples/03-symmetry.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const HIDDEN = 4
const { x, y } = circles({ samples: 200, noise: 0.05, factor: 0.5, seed: 100 })

const constant =
  (value: number): Initializer =>
  (_rng, shape, dtype) =>
    full(shape, value, { dtype })
const networkFrom = (weight: Initializer) =>
  sequential(dense(2, HIDDEN, random(1), { weight }), tanh(), dense(HIDDEN, 1, random(2), { weight }), sigmoid())
const starts = {
  'all zero': networkFrom(constant(0)),
  'all equal': networkFrom(constant(0.5)),
  'small random': networkFrom(smallNormal),
}
type Network = ReturnType<typeof networkFrom>
const loss = (m: Network, inputs: Tensor, targets: Tensor) => bce(m.forward(inputs), targets)

/** The hidden units as texts, one a unit: unit j is column j of the first weight. Equal texts are equal bits. */
const units = (m: Network) => m.layers[0].weight.transpose().toArray().map(String)

console.log(
  wrapped(`A network 2-${HIDDEN}-1 learns to tell a circle from the one inside it, from three first guesses.\n`),
)
const rows = []
for (const [start, model] of Object.entries(starts)) {
  const options = { loss, optimizer: sgd({ lr: 0.3, momentum: 0.9 }), epochs: quick ? 500 : 2000 }
  const { model: trained, stopped } = await fit(model, { x, y }, { ...options, progress: false })
  if (stopped === 'interrupted') process.exit(130) // by Ctrl-C, which ends this fit only
  rows.push({
    'first weights': start,
    'units that differ': `${new Set(units(trained)).size} of ${HIDDEN}`,
    'loss before': loss(model, x, y).item(),
    'loss after': loss(trained, x, y).item(),
    accuracy: accuracy(trained.forward(x), y),
  })
  console.log(`${start}: the weights into each hidden unit after ${options.epochs} updates`)
  for (const unit of units(trained))
    console.log(
      unit
        .split(',')
        .map((weight) => weight.padStart(22))
        .join(''),
    )
  console.log()
}
console.log(`${table(rows, { width: terminalWidth() })}\n`)

// Why: the adjoint of a hidden unit is the derivative of the loss with respect to it, the blame that the backward pass gives it. The tape
// has the adjoint of every node, so look at that of the hidden layer's z = x W + b at the first guess, before any update.
console.log(wrapped('The adjoint of each hidden unit for the first three samples, before the first update:\n'))
for (const [start, model] of Object.entries(starts)) {
  const tape = new Tape()
  const traced = mapTensors(model, (leaf, path) => tape.input(leaf, path))
  const adjoints = tape.backward(loss(traced, x, y))
  const z = tape.nodes.findIndex((node) => node.name === 'layers.0/add')
  const blame = adjoints[z]?.slice([0, 3]).as([3, HIDDEN]).toArray() ?? []
  for (const [i, sample] of blame.entries()) {
    console.log(
      `  ${(i === 0 ? start : '').padEnd(14)}${sample.map((value) => value.toExponential(2).padStart(10)).join('  ')}`,
    )
  }
  console.log()
}
console.log(
  wrapped(
    'Units with the same weights get the same adjoint, so their weights get the same gradient and move together: ' +
      `a layer of ${HIDDEN} equal units can never do more than a single unit. With zeros it is worse: the adjoint passes ` +
      'through the second weight, which is zero, so nothing reaches the first layer. Small random numbers make the units ' +
      'different from the start.',
  ),
)
