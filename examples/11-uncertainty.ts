// A network that says how sure it is. It gives two numbers for each x, a mean and the logarithm of a variance, and learns both
// from the likelihood of what was observed: nobody tells it how large the noise is.
import { adam, dense, fit, gaussianNll, sequential, tanh } from '@adjoint/nn'
import { exp, linspace, mul, random, type Tensor, tensor } from '@adjoint/tensor'
import { lossCurve, table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } = readOptions(`Regression with uncertainty: learns where the noise is, and how much.

  node examples/11-uncertainty.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const width = terminalWidth()

// What is observed: a soft step, with noise that grows from left to right.
const rng = random(5)
const samples = 1000
const truth = (x: Tensor): Tensor => x.mul(2).sub(Math.PI).tanh().mul(2).add(x)
const deviation = (x: Tensor): Tensor => x.mul(0.12).add(0.05)
const x: Tensor = rng.uniform([samples, 1], { low: 0, high: 4 })
const y: Tensor = truth(x).add(mul(deviation(x), rng.normal([samples, 1])))

const model = sequential(dense(1, 32, rng), tanh(), dense(32, 32, rng), tanh(), dense(32, 2, rng))

/** Mean and log-variance, [n, 1] each. */
const predict = (m: typeof model, at: Tensor): readonly [Tensor, Tensor] => {
  const both: Tensor = m.forward(at.sub(2))
  return [both.slice(':', [0, 1]), both.slice(':', [1, 2])]
}

const { model: trained, history } = await fit(
  model,
  { x, y },
  {
    loss: (m, inputs, targets) => gaussianNll(...predict(m, inputs), targets),
    optimizer: adam({ lr: 0.003 }),
    epochs: quick ? 20 : 200,
    batchSize: 100,
  },
)

console.log(`\n${historyCurve(history, 'negative log-likelihood', false)}\n`)

const grid: Tensor = linspace(0, 4, 81).reshape([81, 1])
const [mean, logVariance] = predict(trained, grid)
const spread = exp(logVariance.mul(0.5)).mul(2)
const line = (name: string, values: Tensor) => ({
  name,
  x: Array.from(grid.toTypedArray()),
  y: Array.from(values.toTypedArray()),
})
console.log(
  `${lossCurve([line('mean', mean), line('mean + 2 deviations', mean.add(spread)), line('mean - 2 deviations', mean.sub(spread))], { title: 'Prediction', xLabel: 'x', yLabel: 'y', width })}\n`,
)

const places: Tensor = tensor([[0.5], [1.5], [2.5], [3.5]])
const [m, s] = predict(trained, places)
const columns = [places, truth(places), m, deviation(places), exp(s.mul(0.5))].map((one) => one.toTypedArray())
const rows = Array.from({ length: 4 }, (_, i) => {
  const [at, wanted, found, noise, guessed] = columns.map((values) => (values[i] ?? 0).toFixed(3))
  return { x: at, 'true mean': wanted, 'learnt mean': found, 'true deviation': noise, 'learnt deviation': guessed }
})
console.log(table(rows, { width }))

// Of honest intervals of two deviations, 95.4 % hold their observation.
const fresh: Tensor = rng.uniform([5000, 1], { low: 0, high: 4 })
const observed = truth(fresh).add(mul(deviation(fresh), rng.normal([5000, 1])))
const [center, logSpread] = predict(trained, fresh)
const inside = observed
  .sub(center)
  .abs()
  .less(exp(logSpread.mul(0.5)).mul(2))
console.log(`\nOf 5,000 new observations ${(100 * inside.mean().item()).toFixed(1)} % lie within two deviations.`)
