// TensorFlow.js as its users write it for this network: its Layers API, which is Keras's, the article's own rival.
//
// Of the backends that npm installs without a native binary, `wasm` trains this network fastest here: about 30 ms an epoch
// where `cpu`, plain JavaScript, takes about 90 (Node.js 26, x86-64). In Node.js it runs on one thread, with SIMD.
import { leavesOf } from '@adjoint/autograd'
import type { Tensor } from '@adjoint/tensor'
import * as tf from '@tensorflow/tfjs-core'
import { layers, sequential } from '@tensorflow/tfjs-layers'
import '@tensorflow/tfjs-backend-wasm'
import type { Contender, Task } from '../contender.ts'

/** The network in TensorFlow.js, from the same weights, rounded to float32: it has nothing wider. */
export async function inTensorFlow({ architecture, model: start, train, lr }: Task): Promise<Contender> {
  if (!(await tf.setBackend('wasm'))) throw new Error('TensorFlow.js could not start its wasm backend.')
  const model = sequential()
  for (const { inputDim, outputDim, activation } of architecture) {
    model.add(layers.dense({ units: outputDim, activation, inputShape: [inputDim] }))
  }
  model.compile({ optimizer: tf.train.sgd(lr), loss: 'binaryCrossentropy' })
  // both keep W as [in, out] and name the weight before the bias, layer by layer
  model.setWeights(leavesOf(start).map((leaf) => converted(leaf.tensor)))
  const [x, y] = [converted(train.x), converted(train.y)]
  return {
    name: 'TensorFlow.js',
    engine: 'Layers, wasm, float32',
    // the step inside fit(), without what fit() does around it: the faster of the two
    epoch: () => model.trainOnBatch(x, y),
    predict: (points) =>
      tf.tidy(() => model.predictOnBatch(tf.tensor(points.flat(), [points.length, 2], 'float32')).dataSync()),
  }
}

function converted(x: Tensor): tf.Tensor {
  return tf.tensor(Float32Array.from(x.toTypedArray()), x.shape, 'float32')
}
