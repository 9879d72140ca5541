import { type Activation, activations } from './activations.ts'
import { type Architecture, checkParameters, type NetworkParameters } from './layers.ts'
import { addColumn, at, type Matrix, matmul, type Vector } from './matrix.ts'

/** What one layer computed for a batch of m samples: Z = W A_prev + b and A = g(Z), both of shape [out, m]. */
export interface LayerForward {
  readonly A: Matrix
  readonly Z: Matrix
}

/** The A and Z of a layer, and the input APrev that they were computed from: all that the way back needs. */
export interface LayerCache extends LayerForward {
  readonly APrev: Matrix
}

/** The article's `memory`: layer l stands at index l - 1; its APrev is the A of layer l - 1, or X. */
export type ForwardCache = readonly LayerCache[]

/**
 * One layer forward, for all samples at once.
 *
 *   Z⁽ˡ⁾ = W⁽ˡ⁾ A⁽ˡ⁻¹⁾ + b⁽ˡ⁾
 *   A⁽ˡ⁾ = g⁽ˡ⁾(Z⁽ˡ⁾)
 *
 * @param APrev shape [in, m], a sample in each column
 * @param W shape [out, in]
 * @param b out numbers, added to every column
 * @returns A and Z, each of shape [out, m]
 * @throws RangeError when W has not one column for each row of APrev, or b not one number for each row of W
 * @see Skalski, Let's code a Neural Network in plain NumPy: `single_layer_forward_propagation`
 * @example singleLayerForward([[3], [4]], [[1, -1]], [0.5], 'relu') // { A: [[0]], Z: [[-0.5]] }
 */
export function singleLayerForward(APrev: Matrix, W: Matrix, b: Vector, activation: Activation): LayerForward {
  const Z = addColumn(matmul(W, APrev), b)
  const A = activations[activation].forward(Z)
  return { A, Z }
}

/**
 * The whole network forward: A⁽⁰⁾ = X, then layer after layer to Ŷ = A⁽ᴸ⁾.
 *
 * @param X shape [inputs, m], a sample in each column
 * @returns YHat of shape [outputs, m], and the A and Z of every layer for `backward`
 * @throws RangeError when X, the parameters and the architecture do not fit together
 * @see Skalski, Let's code a Neural Network in plain NumPy: `full_forward_propagation`
 * @example
 * const { YHat, cache } = forward(X, parameters, architecture)
 * cost(YHat, Y)
 */
export function forward(
  X: Matrix,
  parameters: NetworkParameters,
  architecture: Architecture,
): { YHat: Matrix; cache: ForwardCache } {
  checkParameters('forward', parameters, architecture)
  checkInput(X, architecture)
  const cache: LayerCache[] = []
  let A = X
  architecture.forEach(({ activation }, index) => {
    const { W, b } = at(parameters, index)
    const APrev = A
    const layer = singleLayerForward(APrev, W, b, activation)
    cache.push({ APrev, ...layer })
    A = layer.A
  })
  return { YHat: A, cache }
}

function checkInput(X: Matrix, architecture: Architecture): void {
  const { inputDim } = at(architecture, 0)
  if (X.length !== inputDim) {
    throw new RangeError(
      `forward: X has ${X.length} rows, but layer 1 takes ${inputDim} inputs. Samples are columns here: ` +
        `give X as [${inputDim}, m].`,
    )
  }
}
