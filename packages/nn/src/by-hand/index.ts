/**
 * A neural network by hand: the formulas of Piotr Skalski's article "Let's code a Neural Network in plain NumPy", as
 * plain functions on plain arrays, in the order in which the article tells them. No tape, no classes, no dependency: to
 * be read by those who learn the chain rule, and to be the oracle that the tape is tested against.
 *
 * As in the article a sample is a column: X is [inputs, m], W is [out, in], and a layer is A = g(W A_prev + b). The
 * layers of `@adjoint/nn` have samples as rows: X, Y, A and W there are the transposes of the ones here.
 *
 *   X = A⁽⁰⁾ ─ W⁽¹⁾,b⁽¹⁾ → Z⁽¹⁾ ─ g → A⁽¹⁾ ─ ... → Z⁽ᴸ⁾ ─ g → A⁽ᴸ⁾ = Ŷ ─ Y → J        forward, cost
 *   dX ← ── dW⁽¹⁾,db⁽¹⁾ ── dZ⁽¹⁾ ← g' ─ dA⁽¹⁾ ← ... ← dZ⁽ᴸ⁾ ← g' ─ dA⁽ᴸ⁾ = dŶ ← J      backward
 *
 * @see https://github.com/SkalskiP/ILearnDeepLearning.py, 01_mysteries_of_neural_networks/03_numpy_neural_net: the
 *   article's own code
 */

export {
  type Activation,
  linear,
  linearBackward,
  relu,
  reluBackward,
  sigmoid,
  sigmoidBackward,
  tanh,
  tanhBackward,
} from './activations.ts'
export { backward, type Gradients, type LayerGradients, singleLayerBackward } from './backward.ts'
export { type ForwardCache, forward, type LayerCache, type LayerForward, singleLayerForward } from './forward.ts'
export {
  type Architecture,
  initLayers,
  type LayerParameters,
  type LayerSpec,
  type NetworkParameters,
  type NormalSource,
} from './layers.ts'
export { accuracy, convertProbIntoClass, cost } from './loss.ts'
export { type Matrix, matmul, transpose, type Vector } from './matrix.ts'
export { type EpochReport, type TrainOptions, type TrainResult, train, update } from './train.ts'
