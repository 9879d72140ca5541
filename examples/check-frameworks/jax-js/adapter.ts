// jax-js as the checker sees it: how numbers get in and out, and how derivatives are asked for.
//
// Its arrays are freed when a function has taken them; `x.ref` keeps x for another use. All that is passed on here is passed
// once, and what nobody takes is disposed of.
import { type Adapter, ndarray, type TensorFunction } from '@adjoint/gradcheck'
import * as jax from '@jax-js/jax'

export { jax }

const compiled = new WeakMap<TensorFunction<jax.Array>, TensorFunction<jax.Array>>()

export const jaxjs: Adapter<jax.Array> = {
  tensor: ({ data, shape, dtype }) => jax.numpy.array([...data], { shape: [...shape], dtype }),
  read: (x) => ndarray(Array.from(x.dataSync()), x.shape, x.dtype),
  vjp(f, x, g) {
    const [y, pullback] = jax.vjp(f, [...x])
    y.dispose()
    const cotangents = pullback(g)
    pullback.dispose()
    return cotangents
  },
  jvp(f, x, dx) {
    const [y, dy] = jax.jvp(f, [...x], [...dx])
    y.dispose()
    return dy
  },
  nests: true,
  // Difference quotients ask for many values; compiled functions give them several times faster.
  call(f, x) {
    const fast = compiled.get(f) ?? jax.jit(f)
    compiled.set(f, fast)
    return fast(...x)
  },
}
