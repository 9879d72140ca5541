// A recurrent network that continues a curve: an LSTM reads forty values, one after the other, and learns to say the next. Then
// it is let go, and lives on its own predictions.
import { adam, dense, fit, lstmCell, mse, recurrent, sequential } from '@adjoint/nn'
import { concat, random, type Tensor, tensor } from '@adjoint/tensor'
import { lossCurve } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { historyCurve } from './history.ts'

const { quick } = readOptions(`Trains an LSTM on a sum of two waves, and lets it continue them.

  node examples/13-forecast.ts [--quick]

  --quick   fewer epochs: a look at what it does
  --help    print this`)

const wave = (t: number): number => 0.6 * Math.sin(t / 3) + 0.3 * Math.sin(t / 1.3)
const time = 40
const rng = random(8)
const starts = Array.from(rng.uniform([300], { low: 0, high: 500 }).toTypedArray())
const curves: Tensor = tensor(starts.map((start) => Array.from({ length: time + 1 }, (_, i) => wave(start + i))))
const x: Tensor = curves.slice(':', [0, time], null)
const y: Tensor = curves.slice(':', [1, time + 1], null)

const model = sequential(recurrent(lstmCell(1, 24, rng)), dense(24, 1, rng))
const { model: trained, history } = await fit(
  model,
  { x, y },
  {
    loss: (m, inputs, targets) => mse(m.forward(inputs) as Tensor, targets),
    optimizer: adam({ lr: 0.01 }),
    epochs: quick ? 2 : 60,
    batchSize: 50,
  },
)

console.log(`\n${historyCurve(history, 'mean squared error')}\n`)

// It sees forty values of a curve that it does not know, and then only what it says itself.
const from = 1000
const ahead = 40
let seen: Tensor = tensor(Array.from({ length: time }, (_, i) => wave(from + i))).reshape([1, time, 1])
for (let i = 0; i < ahead; i++) {
  const window = seen.slice(':', [-time, null])
  const next: Tensor = trained.forward(window).slice(':', [-1, null])
  seen = concat([seen, next], { axis: 1 })
}
const ticks = Array.from({ length: ahead }, (_, i) => time + i)
const predicted = Array.from(seen.slice(0, [time, null], 0).toTypedArray())
const lines = [
  { name: 'the curve', x: ticks, y: ticks.map((i) => wave(from + i)) },
  { name: 'forecast', x: ticks, y: predicted },
]
console.log(`${lossCurve(lines, { title: 'Forecast', xLabel: 'time', yLabel: 'value', width: terminalWidth() })}\n`)
const truth: Tensor = tensor(ticks.map((i) => wave(from + i)))
const error = (n: number) => truth.sub(tensor(predicted)).slice([0, n]).square().mean().sqrt().item() // biome-ignore format: one formula
console.log(
  `Root mean squared error over 10 steps: ${error(10).toFixed(3)}, over ${ahead}: ${error(ahead).toFixed(3)}.`,
)
