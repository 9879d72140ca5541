import { type Activation, activations } from './activations.ts'
import type { ForwardCache } from './forward.ts'
import { type Architecture, checkParameters, type NetworkParameters } from './layers.ts'
import { countSamples } from './loss.ts'
import { at, combine, type Matrix, map, matmul, shape, sum, transpose, type Vector } from './matrix.ts'

/**
 * The derivatives of one layer.
 *
 * dW and db are derivatives of the cost, which is a mean: they hold 1/m. dZ and dAPrev are the article's, which put
 * that factor off until dW and db: column i is the derivative of the loss of sample i alone. A tape that starts from
 * the mean has m times smaller ones.
 */
export interface LayerGradients {
  /** ∂J/∂W, shape [out, in] */
  readonly dW: Matrix
  /** ∂J/∂b, out numbers */
  readonly db: Vector
  /** m ∂J/∂Z, shape [out, m] */
  readonly dZ: Matrix
  /** m ∂J/∂A_prev, shape [in, m]; the dA of the layer before */
  readonly dAPrev: Matrix
}

/** The derivatives of the whole network. */
export interface Gradients {
  /** m ∂J/∂Ŷ, shape [outputs, m]: where the way back starts */
  readonly dYHat: Matrix
  /** layer l stands at index l - 1 */
  readonly layers: readonly LayerGradients[]
}

/**
 * One layer backward: the chain rule through A = g(Z), then through Z = W A_prev + b.
 *
 *   dZ⁽ˡ⁾   = dA⁽ˡ⁾ * g'(Z⁽ˡ⁾)
 *   dW⁽ˡ⁾   = 1/m dZ⁽ˡ⁾ A⁽ˡ⁻¹⁾ᵀ
 *   db⁽ˡ⁾   = 1/m Σᵢ dZ⁽ˡ⁾⁽ⁱ⁾
 *   dA⁽ˡ⁻¹⁾ = W⁽ˡ⁾ᵀ dZ⁽ˡ⁾
 *
 * @param dA shape [out, m]
 * @param W shape [out, in]
 * @param _b not needed, because Z moves by as much as b does; it stands here so that the arguments are the article's
 * @param Z shape [out, m], of the way forward
 * @param APrev shape [in, m], of the way forward
 * @throws RangeError when the shapes do not fit together
 * @see Skalski, Let's code a Neural Network in plain NumPy: `single_layer_backward_propagation`
 * @example
 * singleLayerBackward([[1, 1]], [[2]], [0], [[3, -3]], [[5, 7]], 'relu')
 * // { dW: [[2.5]], db: [0.5], dZ: [[1, 0]], dAPrev: [[2, 0]] }
 */
export function singleLayerBackward(
  dA: Matrix,
  W: Matrix,
  _b: Vector,
  Z: Matrix,
  APrev: Matrix,
  activation: Activation,
): LayerGradients {
  const [, m] = shape(APrev)
  const dZ = activations[activation].backward(dA, Z)
  const dW = map(matmul(dZ, transpose(APrev)), (value) => value / m)
  const db = dZ.map((row) => sum(row) / m)
  const dAPrev = matmul(transpose(W), dZ)
  return { dW, db, dZ, dAPrev }
}

/**
 * The whole network backward: from the derivative with respect to Ŷ, layer after layer, to that with respect to X.
 *
 *   dŶ = -( Y/Ŷ - (1 - Y)/(1 - Ŷ) )
 *
 * A term whose numerator is 0 is 0, like the term 0 · log 0 of the cost that it comes from. Nothing is clamped: where
 * a prediction is certain but wrong (ŷ = 0, y = 1), dŶ is infinite and the gradients through a sigmoid are NaN.
 *
 * @param YHat shape [outputs, m], from `forward`
 * @param Y shape [outputs, m], labels 0 or 1
 * @param cache the A and Z of every layer, from the same `forward`
 * @throws RangeError when the shapes do not fit together
 * @see Skalski, Let's code a Neural Network in plain NumPy: `full_backward_propagation`
 * @example
 * const { YHat, cache } = forward(X, parameters, architecture)
 * const { layers } = backward(YHat, Y, cache, parameters, architecture)
 * layers[0]?.dW // ∂J/∂W of layer 1
 */
export function backward(
  YHat: Matrix,
  Y: Matrix,
  cache: ForwardCache,
  parameters: NetworkParameters,
  architecture: Architecture,
): Gradients {
  checkParameters('backward', parameters, architecture)
  countSamples('backward', YHat, Y)
  checkCache(cache, architecture)
  const dYHat = combine(YHat, Y, (yHat, y) => -(quotient(y, yHat) - quotient(1 - y, 1 - yHat)))
  const layers: LayerGradients[] = []
  let dA = dYHat
  for (let index = architecture.length - 1; index >= 0; index--) {
    const { activation } = at(architecture, index)
    const { W, b } = at(parameters, index)
    const { Z, APrev } = at(cache, index)
    const gradients = singleLayerBackward(dA, W, b, Z, APrev, activation)
    layers.unshift(gradients)
    dA = gradients.dAPrev
  }
  return { dYHat, layers }
}

const quotient = (y: number, p: number): number => (y === 0 ? 0 : y / p)

function checkCache(cache: ForwardCache, architecture: Architecture): void {
  if (cache.length !== architecture.length) {
    throw new RangeError(
      `backward: a cache of ${cache.length} layers for an architecture of ${architecture.length}. ` +
        'Give the cache that forward returned for this architecture.',
    )
  }
}
