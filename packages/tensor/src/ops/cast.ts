import { apply } from '../apply.ts'
import { blank } from '../array.ts'
import { checkDType, type DType } from '../dtype.ts'
import { callable } from '../families/callable.ts'
import { only } from '../families/operands.ts'
import { assign, identity } from '../kernels/copy.ts'
import { elementwiseKernel } from '../kernels/elementwise.ts'
import type { Op } from '../op.ts'
import type { AstypeFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'

const astypeOp: Op<{ readonly dtype: DType }, 1> = {
  name: 'astype',
  family: 'cast',
  arity: 1,
  infer: (inputs, { dtype }) => ({ shape: only(inputs).shape, dtype }),
  kernel: (inputs, { dtype }, out) => {
    const x = only(inputs)
    if (dtype === 'bool') return elementwiseKernel(identity, [x], out)
    const result = blank(out)
    assign(result, x)
    return result
  },
}

/**
 * The same numbers in another dtype. To int32 a fraction is cut off; to bool anything but 0 is true. Between floats it
 * is differentiable; int32 and bool have no derivative.
 *
 *   y = x
 *
 * @param x any shape
 * @param dtype 'float32', 'float64', 'int32' or 'bool'
 * @returns the shape of x; x itself when it has that dtype
 * @throws DTypeError when it is none of these dtypes
 * @example astype(tensor([1.7, -1.7]), 'int32') // Tensor i32[2] [1, -1]
 */
export const astype: AstypeFn<typeof astypeOp> = /* @__PURE__ */ callable(
  astypeOp,
  (x: Tensor, dtype: DType) => {
    checkDType('astype', dtype)
    return x.dtype === dtype ? x : apply(astypeOp, [x], { dtype })
  },
  { most: 2 },
)
