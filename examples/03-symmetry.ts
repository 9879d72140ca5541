// The symmetry problem: why a network must not begin with equal weights. Hidden units that begin equal compute the same,
// so they are to blame alike, so they change alike; no number of updates can tell them apart.
import { Tape } from '@adjoint/autograd'
import { moons } from '@adjoint/data'
import { accuracy, bce, dense, fit, type Initializer, sequential, sgd, sigmoid, smallNormal, tanh } from '@adjoint/nn'
import { full, random, type Tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions } from './command-line.ts'

const { quick } = readOptions(`Trains one network from three first guesses: all zeros, all equal, and small random numbers.

  node examples/03-symmetry.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const HIDDEN = 4
const { x, y } = moons({ samples: 300, noise: 0.1, seed: 100 })

const networkFrom = (weight: Initializer) =>
  sequential(dense(2, HIDDEN, random(1), { weight }), tanh(), dense(HIDDEN, 1, random(2), { weight }), sigmoid())
const constant =
  (value: number): Initializer =>
  (_rng, shape, dtype) =>
    full(shape, value, { dtype })

const starts = {
  'all zero': networkFrom(constant(0)),
  'all equal': networkFrom(constant(0.5)),
  'small random': networkFrom(smallNormal),
}
type Network = (typeof starts)['all zero']
const loss = (m: Network, inputs: Tensor, targets: Tensor) => bce(m.forward(inputs), targets)

/** How many of the hidden units differ from each other, to the last bit. Unit j is column j of the first weight. */
function differentUnits(m: Network): number {
  const columns = m.layers[0].weight.transpose().toArray()
  return new Set(columns.map((column) => column.join(' '))).size
}

const trained: Record<string, Network> = {}
const rows = []
for (const [start, model] of Object.entries(starts)) {
  const result = await fit(model, { x, y }, { loss, optimizer: sgd({ lr: 0.5 }), epochs: quick ? 400 : 4000, progress: false })
  trained[start] = result.model
  rows.push({
    start,
    'units that differ': `${differentUnits(result.model)} of ${HIDDEN}`,
    'loss before': loss(model, x, y).item(),
    'loss after': loss(result.model, x, y).item(),
    accuracy: accuracy(result.model.forward(x), y),
  })
}
console.log(`The same network, 2-${HIDDEN}-1, the same data and the same updates, from three first guesses:\n`)
console.log(`${table(rows)}\n`)
