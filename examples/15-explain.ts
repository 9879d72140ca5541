// The chain rule made visible: what a tape holds, and each step of the way back through it, with formulas and numbers. First
// on a function that uses a value twice, then on the smallest network that has a hidden layer.
import { explain } from '@adjoint/autograd'
import { bce, Dense, sequential, sigmoid } from '@adjoint/nn'
import { type Tensor, tensor } from '@adjoint/tensor'
import { commandLine, parseFlags } from './command-line.ts'
import { pagesOf } from './explain/pages.ts'
import { turnPages } from './explain/stepper.ts'

const help = `Explains two computations and their gradients: every value, every local derivative, every adjoint.

  node examples/15-explain.ts [--step]

  --step    one step at a time, forward and back by key: arrows, or n and p; q to quit
  --quick   changes nothing here: it is quick
  --help    print this`

const { step = false } = commandLine('node examples/15-explain.ts', help, () =>
  parseFlags({ step: { type: 'boolean' }, quick: { type: 'boolean' } }),
)

// f(x, y) = (xy + σ(xy))². The product is used twice; each use passes its own term back, and its adjoint is their sum.
const f = (x: Tensor, y: Tensor): Tensor => {
  const a = x.mul(y)
  return a.add(a.sigmoid()).square()
}
const float64 = { dtype: 'float64' } as const
const twice = explain(f, tensor(2, float64), tensor(-0.75, float64))

// A network 2-2-1 and its loss on two samples, a row each. The scopes layers.0, layers.1, ... name the nodes.
const network = sequential(
  new Dense(tensor([[0.5, -0.4], [0.3, 0.8]], float64), tensor([0.1, -0.2], float64)), // biome-ignore format: a matrix
  sigmoid(),
  new Dense(tensor([[1.2], [-0.7]], float64), tensor([0.05], float64)),
  sigmoid(),
)
const x = tensor([[1, 0.5], [-1, 2]], float64) // biome-ignore format: a matrix
const y = tensor([[1], [0]], float64)
const loss = (model: typeof network, inputs: typeof x, targets: typeof y): Tensor => bce(model.forward(inputs), targets)
const learning = explain(loss, network, x, y)

const explanations = {
  'f(x, y) = (xy + σ(xy))² at x = 2, y = -0.75': twice,
  'A network 2-2-1 and its loss, on two samples': learning,
}

if (step && process.stdin.isTTY && process.stdout.isTTY) {
  const pages = (columns: number) =>
    Object.entries(explanations).flatMap(([title, one]) => pagesOf(title, one, columns))
  if ((await turnPages(pages, { input: process.stdin, output: process.stdout })) === 'interrupted')
    process.exitCode = 130
} else {
  for (const [title, explanation] of Object.entries(explanations)) console.log(`${title}\n\n${explanation}\n\n`)
}
