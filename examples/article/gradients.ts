import { valueAndGrad } from '@adjoint/autograd'
import { bce, type Data, Dense, type Sequential } from '@adjoint/nn'
import { type Architecture, backward, forward, type Matrix, type NetworkParameters } from '@adjoint/nn/by-hand'
import type { Tensor } from '@adjoint/tensor'

/** The largest differences of one layer's gradients: those of the tape against those of the article's formulas. */
export interface LayerDifference {
  readonly layer: number
  readonly dW: number
  readonly db: number
}

/** The article's loss of a model on a batch. */
export const loss = (model: Sequential, x: Tensor, y: Tensor): Tensor => bce(model.forward(x), y)

/** Both backward passes at the same weights on the same samples, compared layer by layer. */
export function compareGradients(model: Sequential, { x, y }: Data, architecture: Architecture): LayerDifference[] {
  const [, gradient] = valueAndGrad(loss)(model, x, y)
  const parameters = byHandParameters(model)
  const { YHat, cache } = forward(columns(x), parameters, architecture)
  const byHand = backward(YHat, columns(y), cache, parameters, architecture)
  return denseLayers(gradient).map(({ weight, bias }, i) => ({
    layer: i + 1,
    dW: largestDifference(columns(weight), byHand.layers[i]?.dW ?? []),
    db: largestDifference([rowOf(bias)], [byHand.layers[i]?.db ?? []]),
  }))
}

/** The largest difference among all layers. */
export function largest(layers: readonly LayerDifference[]): number {
  return Math.max(...layers.flatMap(({ dW, db }) => [dW, db]))
}

/** The model's parameters as the article keeps them: W as [out, in]. */
export function byHandParameters(model: Sequential): NetworkParameters {
  return denseLayers(model).map(({ weight, bias }) => ({ W: columns(weight), b: rowOf(bias) }))
}

/** Samples are rows here and columns in the article. */
export function columns(x: Tensor): Matrix {
  return x
    .transpose()
    .as([x.shape[1] ?? 0, x.shape[0] ?? 0])
    .toArray()
}

function rowOf(x: Tensor): number[] {
  return x.as([x.size]).toArray()
}

function denseLayers(model: Sequential): Dense[] {
  return model.layers.filter((layer) => layer instanceof Dense)
}

function largestDifference(a: Matrix, b: Matrix): number {
  return Math.max(...a.map((row, i) => Math.max(...row.map((value, j) => Math.abs(value - (b[i]?.[j] ?? Number.NaN))))))
}
