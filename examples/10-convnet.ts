// A convolutional network on images of 28 x 28 pixels. Without anything else it reads the 1,797 digits that come with
// @adjoint/data, enlarged to that size; with --mnist it reads MNIST itself, from the four files of its authors.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { digits, mnist, trainTestSplit } from '@adjoint/data'
import {
  accuracy,
  adam,
  batchNorm,
  conv2d,
  crossEntropy,
  dense,
  dropout,
  fit,
  flatten,
  maxPool2d,
  relu,
  sequential,
  summary,
  type TrainingContext,
} from '@adjoint/nn'
import { oneHot, pad, random, repeat, type Tensor } from '@adjoint/tensor'
import { commandLine, integer, parseFlags, UsageError } from './command-line.ts'
import { historyCurve } from './history.ts'

const options = commandLine(
  'node examples/10-convnet.ts',
  `Trains a convolutional network on images of 28 x 28 pixels.

  node examples/10-convnet.ts [--quick] [--epochs n] [--mnist folder]

  --quick    few images and one epoch: a look at what it does
  --epochs   how often to go through the images; 6 by default
  --mnist    a folder with train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
             t10k-labels-idx1-ubyte, each as it is or with .gz
  --help     print this`,
  () => {
    const flags = parseFlags({ quick: { type: 'boolean' }, epochs: { type: 'string' }, mnist: { type: 'string' } })
    const quick = flags.quick === true
    const folder = flags.mnist
    const files = folder === undefined ? null : { train: filesOf(folder, 'train'), test: filesOf(folder, 't10k') }
    return { quick, epochs: integer('epochs', flags.epochs, quick ? 1 : 6, 1), files }
  },
)

interface Images {
  /** [n, 1, 28, 28], from 0 (paper) to 1 (ink) */
  readonly x: Tensor
  /** [n], int32 */
  readonly y: Tensor
}

/** The paths of the images and of the labels of MNIST, packed or not. */
function filesOf(folder: string, which: string): readonly [images: string, labels: string] {
  const path = (name: string): string => {
    const found = [join(folder, name), join(folder, `${name}.gz`)].find(existsSync)
    if (found === undefined) throw new UsageError(`--mnist ${folder}: there is no ${name} in it, nor ${name}.gz.`)
    return found
  }
  return [path(`${which}-images-idx3-ubyte`), path(`${which}-labels-idx1-ubyte`)]
}

function read([pixels, labels]: ReturnType<typeof filesOf>): Images {
  const { x, y } = mnist(readFileSync(pixels), readFileSync(labels))
  const images: Tensor = x
  return { x: images.reshape([-1, 1, 28, 28]), y }
}

/** The small digits, each pixel three times as large, in a frame of two. */
async function enlarged(): Promise<{ readonly train: Images; readonly test: Images }> {
  const { x, y } = await digits()
  const small: Tensor = x.div(16).reshape([-1, 1, 8, 8])
  const large: Tensor = repeat(repeat(small, 3, { axis: 2 }) as Tensor, 3, { axis: 3 })
  const framed: Tensor = pad(large, [[0, 0], [0, 0], [2, 2], [2, 2]]) // biome-ignore format: one line
  return trainTestSplit({ x: framed, y: y as Tensor }, { testShare: 0.2, seed: 42 })
}

const { files, quick } = options
const all = files === null ? await enlarged() : { train: read(files.train), test: read(files.test) }
const first = (images: Images, n: number): Images =>
  quick ? { x: images.x.slice([0, n]), y: images.y.slice([0, n]) } : images
const [train, test] = [first(all.train, 128), first(all.test, 64)]

const rng = random(1)
const model = sequential(
  conv2d(1, 8, 3, rng, { padding: 'same' }),
  batchNorm(8),
  relu(),
  maxPool2d(2),
  conv2d(8, 16, 3, rng, { padding: 'same' }),
  batchNorm(16),
  relu(),
  maxPool2d(2),
  flatten(),
  dropout(0.25),
  dense(16 * 7 * 7, 10, rng),
)
console.log(`${summary(model, [64, 1, 28, 28])}\n`)

const loss = (m: typeof model, x: Tensor, y: Tensor, context?: TrainingContext) =>
  crossEntropy(m.forward(x, context) as Tensor, oneHot(y, 10))

const { model: trained, history } = await fit(model, train, {
  loss,
  optimizer: adam({ lr: 0.003 }),
  epochs: options.epochs,
  batchSize: 64,
  validation: test,
  metrics: { accuracy: (m, x, y) => accuracy(m.forward(x) as Tensor, y) },
})

console.log(`\n${historyCurve(history, 'cross-entropy')}\n`)
const share = accuracy(trained.forward(test.x) as Tensor, test.y)
console.log(`Accuracy on the ${test.x.shape[0]} images of the test set: ${share.toFixed(3)}`)
