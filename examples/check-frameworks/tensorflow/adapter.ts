// TensorFlow.js as the checker sees it: how numbers get in and out, and how a gradient is asked for.
import { type Adapter, ndarray } from '@adjoint/gradcheck'
import * as tf from '@tensorflow/tfjs-core'
import '@tensorflow/tfjs-backend-cpu'
// The core registers no derivatives; in Node.js the bundle of the layers does.
import '@tensorflow/tfjs-layers'

tf.enableProdMode() // or it advertises its native backend

export { tf }

export const tensorflow: Adapter<tf.Tensor> = {
  tensor({ data, shape, dtype }) {
    if (dtype === 'float64') throw new TypeError("TensorFlow.js has no float64: make arrays with dtype: 'float32'.")
    return tf.tensor(data, shape, dtype)
  },
  read: (x) => ndarray(Array.from(x.dataSync()), x.shape, x.dtype),
  // It refuses integers among x: a function closes over its indices and labels.
  vjp: (f, x, g) => tf.grads(f)([...x], g),
  // It has no forward mode, hence no jvp; but a function that calls tf.grads can be differentiated again.
  nests: true,
}
