// Memory for time: reverse mode keeps what it computed until it comes back. Checkpoints keep less, and compute it again.
import { grad, scan } from '@adjoint/autograd'
import { full, random, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { table } from '@adjoint/viz'
import { readOptions, terminalWidth } from './command-line.ts'
import { ways } from './memory/chain.ts'
import { type Probe, peakOf } from './memory/peak.ts'

const { quick } = readOptions(`Measures the memory of gradients through long chains, with and without checkpoints.

  node examples/19-memory.ts [--quick]

  --quick   one short chain: a look at what it does
  --help    print this`)

const width = terminalWidth()

const size = 4096
const bytesOfArray = 8 * size
const x: Tensor = random(1).normal([size], { dtype: 'float64' })

console.log(`The gradient of n layers, tanh(0.999 x) each, of ${size} numbers (float64, ${bytesOfArray / 1024} KiB):\n`)
const rows = (quick ? [64] : [250, 1000]).flatMap((n) =>
  Object.entries(ways).map(([way, chain]) => {
    const { bytes, passed } = peakOf((probe) => grad(chain(n, probe))(x), quick ? 16 : 50)
    return {
      n,
      way,
      MiB: (bytes / 2 ** 20).toFixed(1),
      'arrays held': Math.round(bytes / bytesOfArray),
      'forward passes': ((passed - n) / n).toFixed(1), // each layer is gone through once on the way back
    }
  }),
)
console.log(`${table(rows, { width })}\n`)

// A recurrence through a long sequence, as a loop and by scan, which does the same as √n stretches by itself.
const steps = quick ? 1000 : 100_000
const step = (w: Tensor, probe: Probe) => (h: Tensor, input: Tensor) => {
  const next: Tensor = probe(h.mul(w).add(input).tanh())
  return [next, zeros([])] as const
}
const inputs: Tensor = full([steps, 16], 0.01, { dtype: 'float64' })
const first: Tensor = zeros([16], { dtype: 'float64' })
const recurrences: Readonly<Record<string, (probe: Probe) => (w: Tensor) => Tensor>> = {
  'a loop': (probe) => (w) => {
    let h = first
    for (let i = 0; i < steps; i++) h = step(w, probe)(h, inputs.slice(i))[0]
    return h.sum()
  },
  scan: (probe) => (w) => scan(step(w, probe), first, inputs)[0].sum(),
}
console.log(`The gradient of ${steps} steps of h ← tanh(w h + x), of 16 numbers:\n`)
const measured = Object.entries(recurrences).map(([way, f]) => {
  const { bytes } = peakOf((probe) => grad(f(probe))(tensor(0.9, { dtype: 'float64' })), Math.ceil(steps / 8))
  return { way, MiB: (bytes / 2 ** 20).toFixed(1) }
})
console.log(table(measured, { width }))
