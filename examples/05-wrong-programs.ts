// Wrong programs, and what they are told: what is wrong, where, why, and what to do. First those that the compiler already
// refuses, since shapes are part of the types; then those that only the run time can know to be wrong.
import { grad, record } from '@adjoint/autograd'
import { bce, dense, fit, network, relu, sequential, sgd, sigmoid } from '@adjoint/nn'
import { log, matmul, random, type Tensor, tensor, zeros } from '@adjoint/tensor'
import { readOptions } from './command-line.ts'
import { compilerMessages } from './wrong-programs/compiler.ts'
import { print } from './wrong-programs/print.ts'

readOptions(`Runs wrong programs and prints what they are told, by the compiler and at run time.

  node examples/05-wrong-programs.ts

  --quick   changes nothing here: it is quick
  --help    print this`)

console.log('What the compiler says (examples/wrong-programs/compile-time.ts)\n')
for (const { title, code, message } of compilerMessages()) print(title, code, message)

// In the programs below the compiler knows only that these are tensors, as for data from a file: so it lets them pass.
const rng = random(0)
const x: Tensor = rng.normal([900, 25])
const labels: Tensor = zeros([900])
const options: { lr: number } = JSON.parse('{ "lr": 0.1, "momentun": 0.9 }')
const kept: Tensor[] = []

const programs: Record<string, () => unknown> = {
  'A product of matrices that do not fit': () => matmul(x, rng.normal([24, 3]) as Tensor),
  'Shapes that do not broadcast': () => x.add(rng.normal([24]) as Tensor),
  'A reshape to another size': () => x.reshape([100, 100] as number[]),
  'An axis that is not there': () => x.sum({ axis: 2 }),
  'A slice that is not there': () => x.slice(900),
  'Layers that do not fit, while a gradient is recorded': () => {
    const layers = [dense(25, 50, rng), relu(), dense(49, 1, rng), sigmoid()]
    return grad((model: { forward(x: Tensor): Tensor }) => model.forward(x).mean())(sequential(...layers))
  },
  'A list of layers that do not fit': () =>
    network(
      [
        { inputDim: 2, outputDim: 25, activation: 'relu' },
        { inputDim: 24, outputDim: 1, activation: 'sigmoid' },
      ],
      rng,
    ),
  'Predictions (n, 1) against labels (n,)': () => bce(x.mean({ axis: 1, keepDims: true }).sigmoid(), labels),
  'An option that is misspelt': () => sgd(options),
  'The gradient of something that is no scalar': () => grad((w: Tensor) => w.square())(tensor([1, 2])),
  'The gradient by integers': () => grad((w: Tensor) => w.square().sum())(tensor([1, 2], { dtype: 'int32' })),
  'The gradient by a number': () => grad((w: Tensor) => w.square())(3 as never),
  'A decision on a number that is not there yet': () => record((w: Tensor) => (w.item() > 0 ? w : w.neg()), tensor(1)),
  'A value that outlives its transform': () => {
    grad((w: Tensor) => {
      kept.push(w.square())
      return w.sum()
    })(tensor([1, 2]))
    return kept[0]?.add(1)
  },
  'A loss that turns into NaN': () => {
    const loss = (m: { w: Tensor }, inputs: Tensor, y: Tensor) => log(inputs.matmul(m.w)).sub(y).square().mean()
    const data = { x: tensor([[1], [2]]), y: tensor([[0], [1]]) }
    return fit({ w: tensor([[5]]) }, data, { loss, optimizer: sgd({ lr: 100 }), epochs: 5, progress: false })
  },
}

console.log('\nWhat the run time says\n')
for (const [title, program] of Object.entries(programs)) {
  try {
    await program()
    console.error(`${title}: no error at all, which is wrong.`)
    process.exitCode = 1
  } catch (error) {
    print(title, String(program), `${error}`)
  }
}
