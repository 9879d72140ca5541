// The oldest data set of classification: three kinds of iris, told apart by four lengths. A small network, a test set of 30
// flowers, and every mistake that it makes, by name.
import { iris, trainTestSplit } from '@adjoint/data'
import { adam, confusionMatrix, crossEntropy, dense, fit, relu, sequential } from '@adjoint/nn'
import { oneHot, random, sub, type Tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } = readOptions(`Learns to tell three kinds of iris apart.

  node examples/08-iris.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const flowers = iris()
const { train, test } = trainTestSplit({ x: flowers.x, y: flowers.y }, { testShare: 0.2, seed: 1 })

// Each length is brought to mean 0 and deviation 1, by the numbers of the training set alone.
const center = train.x.mean({ axis: 0 })
const spread = train.x.std({ axis: 0 })
const standardised = (x: Tensor): Tensor => sub(x, center).div(spread)

const rng = random(2)
const model = sequential(dense(4, 16, rng), relu(), dense(16, 3, rng))
const loss = (m: typeof model, x: Tensor, y: Tensor) => crossEntropy(m.forward(x) as Tensor, oneHot(y, 3))

const { model: trained, history } = await fit(
  model,
  { x: standardised(train.x), y: train.y },
  {
    loss,
    optimizer: adam({ lr: 0.01 }),
    epochs: quick ? 15 : 100,
    batchSize: 30,
    validation: { x: standardised(test.x), y: test.y },
  },
)

console.log(`\n${historyCurve(history, 'cross-entropy')}\n`)

const counts = confusionMatrix(trained.forward(standardised(test.x)) as Tensor, test.y)
const rows = counts.toArray().map((row, i) => ({
  'is / taken for': flowers.species[i],
  ...Object.fromEntries(row.map((count, j) => [flowers.species[j], count])),
}))
console.log(table(rows, { width: terminalWidth() }))
console.log(`\n${counts.trace().item()} of the ${test.y.size} flowers of the test set are named rightly.`)
