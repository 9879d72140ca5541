import { grad, vjp } from '@adjoint/autograd'
import { tensor, type Tensor } from '@adjoint/tensor'
const n = 100000
const x = tensor(0.5, { dtype: 'float64' })
for (let k = 0; k < 4; k++) {
  const t = performance.now()
  const [, pull] = vjp((x: Tensor) => { let y: Tensor = x; for (let i = 0; i < n / 2; i++) y = y.mul(0.999).add(x); return y }, x)
  const t1 = performance.now()
  pull(tensor(1, { dtype: 'float64' }))
  const t2 = performance.now()
  console.log(`forward ${((t1 - t) * 1000 / n).toFixed(2)} us/op, backward ${((t2 - t1) * 1000 / n).toFixed(2)} us/op`)
}
