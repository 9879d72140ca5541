import type { LayerSpec } from '@adjoint/nn/by-hand'

/** A layer of the article: relu in between, a sigmoid last. */
export interface ArticleLayer extends LayerSpec {
  readonly activation: 'relu' | 'sigmoid'
}

/** The article's NN_ARCHITECTURE, by the sizes of its layers, from the inputs to the outputs. */
export function architectureOf(sizes: readonly number[]): ArticleLayer[] {
  return sizes.slice(1).map((outputDim, i, { length }) => ({
    inputDim: sizes[i] ?? 0,
    outputDim,
    activation: i === length - 1 ? 'sigmoid' : 'relu',
  }))
}
