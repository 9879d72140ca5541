// The networks that are trained, with their data: from fixed seeds, so that every run and every peer has the same.
import { moons } from '@adjoint/data'
import { glorotUniform } from '@adjoint/nn'
import { type Generator, numpyRandom } from '@adjoint/tensor'
import type { LayerTask, TrainingTask } from './engine/task.ts'

/** The article's network on two moons: 2-25-50-50-25-1, all 900 samples in each step of plain gradient descent. */
export function moonsTraining(): TrainingTask {
  const batch = 900
  const { x, y } = moons({ samples: batch, noise: 0.2, seed: 100 })
  return {
    kind: 'training',
    head: 'sigmoid',
    optimizer: 'sgd',
    lr: 0.01,
    layers: layersOf([2, 25, 50, 50, 25, 1], numpyRandom(2)),
    batch,
    x: [...x.toTypedArray()],
    y: [...y.toTypedArray()],
  }
}

/** A classifier of digits, 64-128-64-10, with Adam; images and labels are drawn: a step takes as long with any. */
export function digitsTraining(): TrainingTask {
  const [batch, pixels, classes] = [64, 64, 10]
  const rng = numpyRandom(3)
  const x = Array.from(rng.randint(0, 17, [batch * pixels]).toTypedArray(), (grey) => grey / 16)
  const labels = Array.from(rng.randint(0, classes, [batch]).toTypedArray())
  return {
    kind: 'training',
    head: 'softmax',
    optimizer: 'adam',
    lr: 1e-3,
    layers: layersOf([pixels, 128, 64, classes], rng),
    batch,
    x,
    y: labels.flatMap((label) => Array.from({ length: classes }, (_, one) => Number(one === label))),
  }
}

/** Glorot's weights, rounded to float32, which all peers have; no bias is 0, or a mistake with it would not show. */
function layersOf(sizes: readonly number[], rng: Generator): LayerTask[] {
  return sizes.slice(1).map((outputs, i) => {
    const inputs = sizes[i] ?? 0
    const weight = glorotUniform(rng, [inputs, outputs], 'float32').toTypedArray()
    const bias = Float32Array.from({ length: outputs }, () => 0.1 * rng.nextNormal())
    return { inputs, outputs, weight: [...weight], bias: [...bias] }
  })
}
