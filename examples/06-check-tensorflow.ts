// Checks the derivatives of TensorFlow.js, and finds what is wrong with them: gradients that are silently wrong, and some that
// throw. All that the checker knows of it is an adapter of a dozen lines, check-frameworks/tensorflow/adapter.ts.
import { array, between, onKinks, type Profile, positive, probability, shape, smooth, ties } from '@adjoint/gradcheck'
import { checkAll } from './check-frameworks/check.ts'
import manifest from './check-frameworks/tensorflow/package.json' with { type: 'json' }
import { readOptions } from './command-line.ts'
import { installOrExit } from './peers/install.ts'

const { quick } = readOptions(`Checks the gradients of TensorFlow.js against difference quotients, at random points.
What fails is shrunk and reported. It installs TensorFlow.js the first time.

  node examples/06-check-tensorflow.ts

  --quick   8 cases for each function instead of 100
  --help    print this`)

installOrExit({
  folder: new URL('check-frameworks/tensorflow/', import.meta.url),
  name: 'TensorFlow.js',
  size: '80 MB',
})
const { tf, tensorflow } = await import('./check-frameworks/tensorflow/adapter.ts')

/** Arrays as TensorFlow.js has them. A profile says where their numbers lie: `ties` are three numbers only, say. */
const float32 = (of: Parameters<typeof array>[0], profile: Profile = smooth) => array(of, { profile, dtype: 'float32' })
/** Any shape but the empty ones. */
const some = shape({ minDim: 1, maxDim: 3 })

const indices = tf.tensor([0, 2, 2], [3], 'int32')
const logits = tf.tensor([0.5, -1, 2], [1, 3])
const labels = tf.tensor([0.2, 0.3, 0.5], [1, 3])

console.log(`TensorFlow.js ${manifest.dependencies['@tensorflow/tfjs-core']}, backend ${tf.getBackend()}, float32\n`)
checkAll(
  tensorflow,
  [
    // First those that are right: most are.
    { name: 'tanh', f: (x) => tf.tanh(x), inputs: [float32(some)] },
    { name: 'relu, at its kink', f: (x) => tf.relu(x), inputs: [float32(some, onKinks([0]))] },
    { name: 'x², at 0', f: (x) => tf.pow(x, 2), inputs: [float32(some, onKinks([0]))] },
    { name: 'add, broadcast', f: (x, y) => tf.add(x, y), inputs: [float32([2, 3]), float32([3])] },
    { name: 'matMul', f: (x, y) => tf.matMul(x, y), inputs: [float32([2, 3]), float32([3, 2])] },
    { name: 'maximum, at ties', f: (x, y) => tf.maximum(x, y), inputs: [float32([3], ties), float32([3], ties)] },
    { name: 'gather, an index twice', f: (x) => tf.gather(x, indices), inputs: [float32([3, 2])] },
    {
      name: 'conv2d',
      f: (x, w) => tf.conv2d(x, w, 1, 'valid'),
      inputs: [float32([3, 3, 1]), float32([2, 2, 1, 1])],
    },
    {
      name: 'softmaxCrossEntropy, by logits',
      f: (x) => tf.losses.softmaxCrossEntropy(labels, x),
      inputs: [float32([1, 3])],
    },
    { name: 'sin, second derivative', f: (x) => tf.sin(x), inputs: [float32([3])], order: 2 },

    // Numbers that are wrong, and nothing says so.
    { name: 'cumsum, axis 0 of a square', f: (x) => tf.cumsum(x, 0), inputs: [float32([2, 2])] },
    { name: 'mirrorPad, reflect', f: (x) => tf.mirrorPad(x, [[1, 1]], 'reflect'), inputs: [float32([3])] }, // biome-ignore format: one line
    {
      name: 'softmaxCrossEntropy, by labels',
      f: (x) => tf.losses.softmaxCrossEntropy(x, logits),
      inputs: [float32([1, 3], probability)],
    },
    {
      name: 'floorDiv',
      f: (x, y) => tf.cast(tf.floorDiv(x, y), 'float32'),
      inputs: [float32([3]), float32([3], between(1, 2))],
    },
    { name: 'max, at ties', f: (x) => tf.max(x), inputs: [float32(some, ties)] },
    {
      name: 'x · sigmoid(x), second derivative',
      f: (x) => tf.mul(x, tf.sigmoid(x)),
      inputs: [float32([3])],
      order: 2,
    },

    // Those that throw.
    { name: 'maximum, broadcast', f: (x, y) => tf.maximum(x, y), inputs: [float32([2, 3]), float32([3])] },
    { name: 'minimum, broadcast', f: (x, y) => tf.minimum(x, y), inputs: [float32([2, 3]), float32([3])] },
    {
      name: 'squaredDifference, broadcast',
      f: (x, y) => tf.squaredDifference(x, y),
      inputs: [float32([2, 3]), float32([3])],
    },
    { name: 'matMul, broadcast', f: (x, y) => tf.matMul(x, y), inputs: [float32([2, 2, 3]), float32([3, 2])] },
    { name: 'prod, axis -1', f: (x) => tf.prod(x, -1), inputs: [float32([2, 3], positive)] },
    { name: 'sigmoid, second derivative', f: (x) => tf.sigmoid(x), inputs: [float32([3])], order: 2 },
    { name: 'tanh, second derivative', f: (x) => tf.tanh(x), inputs: [float32([3])], order: 2 },
    { name: 'softmax, second derivative', f: (x) => tf.softmax(x), inputs: [float32([3])], order: 2 },
  ],
  quick ? 8 : 100,
)
