// Trains for ever, until somebody presses Ctrl-C; then says what was learnt and ends with status 7, or waits if it is told to.
// A path is where it keeps a checkpoint.
import { type Tensor, tensor } from '@adjoint/tensor'
import { fit, mse, sgd } from '../../../src/index.ts'

const x = tensor([[1], [2], [3]])
const to = process.argv.slice(2).find((arg) => !arg.startsWith('--'))
const { model, history, stopped } = await fit(
  tensor(0),
  { x, y: x.mul(2) },
  {
    loss: (w: Tensor, x: Tensor, y: Tensor) => mse(x.mul(w), y),
    optimizer: sgd({ lr: 0.01 }),
    epochs: 1e9,
    ...(to !== undefined && { checkpoint: { to, every: 1e9 } }),
    onEpoch: ({ epoch }) => {
      if (epoch === 1000) console.log('training')
    },
  },
)
console.log(JSON.stringify({ stopped, w: model.item(), epochs: history.length }))
if (process.argv.includes('--wait')) await new Promise((resolve) => setTimeout(resolve, 60_000))
process.exitCode = 7
