import { apply } from '../apply.ts'
import { promote } from '../dtype.ts'
import { ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { both, operands } from '../families/operands.ts'
import { matmulKernel } from '../kernels/matmul.ts'
import type { Op } from '../op.ts'
import { broadcastShapes, dim, leading } from '../shape.ts'
import type { Matmul } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { expandDims, squeeze } from './movement.ts'

const matmulOp: Op<null, 2> = {
  name: 'matmul',
  family: 'contraction',
  arity: 2,
  infer(inputs) {
    const [a, b] = both(inputs)
    const [inner, other] = [dim(a.shape, a.rank - 1), dim(b.shape, b.rank - 2)]
    if (inner !== other) {
      throw new ShapeError(
        `matmul: cannot matmul ${a.describe()} by ${b.describe()}: inner dimensions ${inner} and ${other} differ. ` +
          `The left operand's last and the right operand's last but one must be equal; transpose or resize one.`,
      )
    }
    const batch = broadcastShapes('matmul', [leading(a), leading(b)])
    return { shape: [...batch, dim(a.shape, a.rank - 2), dim(b.shape, b.rank - 1)], dtype: promote(a.dtype, b.dtype) }
  },
  kernel: (inputs, _attrs, out) => matmulKernel(...both(inputs), out),
}

/**
 * Matrix product of the last two axes; leading axes broadcast. A vector on the left is a row, on the right a column, and
 * the axis that this adds is dropped again. Products of size accumulate in their dtype, small ones in float64.
 *
 *   y = a b      ā = ȳ bᵀ      b̄ = aᵀ ȳ
 *
 * @param a shape [..., m, k] or [k]
 * @param b shape [..., k, n] or [k]
 * @returns shape [..., m, n], the promoted dtype
 * @throws ShapeError when the inner dimensions differ or a rank is 0
 * @example matmul(tensor([[1, 2]]), tensor([[3], [4]])) // Tensor f32[1,1] [[11]]
 * @see Giles (2008), An extended collection of matrix derivative results for forward and reverse mode AD
 */
export const matmul: Matmul<typeof matmulOp> = /* @__PURE__ */ callable(
  matmulOp,
  (left: Tensor, right: Tensor) => {
    const [a, b] = both(operands('matmul', [left, right]))
    for (const x of [a, b]) {
      if (x.rank === 0) throw new ShapeError('matmul: an operand is a 0-d tensor; use mul to multiply by a number.')
    }
    const row = a.rank === 1
    const column = b.rank === 1
    const y = apply(matmulOp, [row ? expandDims(a, 0) : a, column ? expandDims(b, 1) : b], null)
    const added = [...(row ? [y.rank - 2] : []), ...(column ? [y.rank - 1] : [])]
    return added.length === 0 ? y : squeeze(y, { axis: added })
  },
  { most: 2 },
)
