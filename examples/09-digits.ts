// Handwritten digits of 8 x 8 pixels: a network of 64-128-64-10 learns to read them by cross-entropy and Adam, and shows some that
// it gets wrong.
import { digits, trainTestSplit } from '@adjoint/data'
import { accuracy, adam, crossEntropy, dense, fit, heNormal, relu, sequential } from '@adjoint/nn'
import { argmax, numpyRandom, oneHot, type Tensor } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } = readOptions(`Learns to read handwritten digits.

  node examples/09-digits.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const all = await digits()
const { train, test } = trainTestSplit({ x: all.x.div(16) as Tensor, y: all.y as Tensor }, { testShare: 0.2, seed: 42 })

const rng = numpyRandom(2)
const he = { weight: heNormal }
const model = sequential(dense(64, 128, rng, he), relu(), dense(128, 64, rng, he), relu(), dense(64, 10, rng, he))
const loss = (m: typeof model, x: Tensor, y: Tensor) => crossEntropy(m.forward(x) as Tensor, oneHot(y, 10))

const { model: trained, history } = await fit(model, train, {
  loss,
  optimizer: adam({ lr: 0.001 }),
  epochs: quick ? 5 : 30,
  batchSize: 64,
  validation: test,
  metrics: { accuracy: (m, x, y) => accuracy(m.forward(x) as Tensor, y) },
})

console.log(`\n${historyCurve(history, 'cross-entropy')}\n`)

// Some that it gets wrong, as it sees them: as many as stand beside each other, of 16 columns and 3 between.
const scores = trained.forward(test.x) as Tensor
const guesses = Array.from(argmax(scores, { axis: 1 }).toTypedArray())
const labels = Array.from(test.y.toTypedArray())
const beside = Math.floor((terminalWidth(75) + 1) / 19)
const wrong = labels.flatMap((label, i) => (label === guesses[i] ? [] : [i])).slice(0, beside)
const ink = [' ', '░', '▒', '▓', '█']
const rows = wrong.map((i) => {
  const pixels = test.x.slice(i).toTypedArray()
  return Array.from({ length: 8 }, (_, row) =>
    Array.from(pixels.subarray(row * 8, row * 8 + 8), (pixel) => (ink[Math.round(pixel * 4)] ?? ' ').repeat(2)).join(
      '',
    ),
  )
})
console.log('Some of those that it reads wrongly:\n')
for (let row = 0; row < 8; row++) console.log(`  ${rows.map((image) => image[row]).join('   ')}`)
console.log(`  ${wrong.map((i) => `${labels[i]}, not ${guesses[i]}`.padEnd(16)).join('   ')}\n`)

const count = (digit: number, of: readonly number[]): number => of.filter((label) => label === digit).length
const right = labels.filter((label, i) => label === guesses[i])
console.log(
  table(
    Array.from({ length: 10 }, (_, digit) => ({
      digit,
      images: count(digit, labels),
      'read rightly': count(digit, right),
    })),
    { width: terminalWidth() },
  ),
)
console.log(`\nAccuracy on the test set: ${accuracy(scores, test.y).toFixed(3)}`)
