import { blobs, circles, moons, spirals, trainTestSplit, xor } from '@adjoint/data'
import type { Data } from '@adjoint/nn'
import type { ArticleOptions } from './options.ts'

/** 1,000 points in two classes, split 900 to 100 with the article's seeds. */
export function loadData({ data, dtype }: ArticleOptions): { readonly train: Data; readonly test: Data } {
  const common = { samples: 1000, seed: 100, dtype }
  const makers = {
    moons: () => moons({ ...common, noise: 0.2 }),
    circles: () => circles({ ...common, noise: 0.1, factor: 0.5 }),
    spirals: () => spirals({ ...common, noise: 0.1 }),
    blobs: () => {
      const { x, y } = blobs({
        ...common,
        centers: [
          [-1, 0],
          [1, 0.5],
        ],
        std: 0.6,
      })
      return { x, y: y.astype(dtype).reshape([1000, 1]) } // class indices, but bce wants one probability a row
    },
    xor: () => xor({ ...common, noise: 0.2 }),
  }
  return trainTestSplit(makers[data](), { testShare: 0.1, seed: 42 })
}
