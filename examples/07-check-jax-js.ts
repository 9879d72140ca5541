// Checks the derivatives of jax-js, in both modes and twice, and finds where they are NaN and should not be. All that the
// checker knows of it is a short adapter, check-frameworks/jax-js/adapter.ts.
import { array, indices, onKinks, type Profile, shape, smooth, ties } from '@adjoint/gradcheck'
import { checkAll } from './check-frameworks/check.ts'
import manifest from './check-frameworks/jax-js/package.json' with { type: 'json' }
import { readOptions } from './command-line.ts'
import { installOrExit } from './peers/install.ts'

const { quick } = readOptions(`Checks the derivatives of jax-js against difference quotients, at random points.
What fails is shrunk and reported. It installs jax-js the first time.

  node examples/07-check-jax-js.ts

  --quick   4 cases for each function instead of 40
  --help    print this`)

installOrExit({ folder: new URL('check-frameworks/jax-js/', import.meta.url), name: 'jax-js', size: '2 MB' })
const { jax, jaxjs } = await import('./check-frameworks/jax-js/adapter.ts')
const { nn, numpy: np } = jax

/** float32 is what jax-js computes with, if nobody says otherwise. A profile says where the numbers of an array lie. */
const float32 = (of: Parameters<typeof array>[0], profile: Profile = smooth) => array(of, { profile, dtype: 'float32' })
/** Any shape but the empty ones. */
const some = shape({ minDim: 1, maxDim: 3 })

console.log(`jax-js ${manifest.dependencies['@jax-js/jax']}, device ${jax.defaultDevice()}, float32\n`)
checkAll(
  jaxjs,
  [
    // First those that are right: most are.
    { name: 'tanh', f: (x) => np.tanh(x), inputs: [float32(some)] },
    { name: 'square, at 0', f: (x) => np.square(x), inputs: [float32(some, onKinks([0]))] },
    { name: 'relu, at its kink', f: (x) => nn.relu(x), inputs: [float32(some, onKinks([0]))] },
    { name: 'max, at ties', f: (x) => np.max(x), inputs: [float32(some, ties)] },
    { name: 'maximum, broadcast', f: (x, y) => np.maximum(x, y), inputs: [float32([2, 3], ties), float32([3], ties)] },
    { name: 'matmul, broadcast', f: (x, y) => np.matmul(x, y), inputs: [float32([2, 2, 3]), float32([3, 2])] },
    { name: 'cumsum, axis 0', f: (x) => np.cumsum(x, 0), inputs: [float32([2, 2])] },
    { name: 'sort', f: (x) => np.sort(x), inputs: [float32([4])] },
    { name: 'take, any indices', f: (x, i) => np.take(x, i, 0), inputs: [float32([3, 2]), indices(3)] },
    { name: 'sigmoid, second derivative', f: (x) => nn.sigmoid(x), inputs: [float32([2])], order: 2 },
    {
      name: 'x · sigmoid(x), second derivative',
      f: (x) => x.ref.mul(nn.sigmoid(x)),
      inputs: [float32([2])],
      order: 2,
    },
    { name: 'softmax, second derivative', f: (x) => nn.softmax(x), inputs: [float32([3])], order: 2 },

    // NaN, where there is a derivative.
    { name: 'x², at 0', f: (x) => np.power(x, 2), inputs: [float32(some, onKinks([0]))] },
    { name: 'prod, with a zero', f: (x) => np.prod(x), inputs: [float32(some, onKinks([0]))] },
    { name: 'cumprod, with a zero', f: (x) => np.cumprod(x), inputs: [float32(some, onKinks([0]))] },
    { name: 'sinc, at 0', f: (x) => np.sinc(x), inputs: [float32(some, onKinks([0]))] },
  ],
  quick ? 4 : 40,
)
