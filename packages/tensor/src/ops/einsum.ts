import { labelsOf } from '../contraction/equation.ts'
import { diagonal, type Labelled, ordered, summed } from '../contraction/labelled.ts'
import { contractAll } from '../contraction/order.ts'
import { promote } from '../dtype.ts'
import { callable } from '../families/callable.ts'
import { operands } from '../families/operands.ts'
import type { EinsumFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { astype } from './cast.ts'
import { squeeze } from './movement.ts'

/**
 * Products of tensors, summed over axes, as an equation says it: a letter for each axis of each operand, and those of the
 * result behind the arrow. Operands are multiplied where they share a letter, letters that the result does not have are
 * summed over, and a letter that stands twice in one operand takes its diagonal. '...' stands for any axes between, which
 * broadcast. Without an arrow, the result has those letters that stand once, in the order of the alphabet. Spaces do not
 * count.
 *
 *   y_output = Σ a_left b_right ...      over all letters that are not in the output
 *
 * Everything is done by matmul, two operands at a time in an order that is cheap.
 *
 * @param equation such as 'bij,bjk->bik'
 * @param operands a tensor (or, for no letters, a number) for each list of letters
 * @returns the shape of the output's letters, the promoted dtype; bool is added up by `or`
 * @throws DomainError when the equation cannot be read; ShapeError when the operands do not fit it
 * @example einsum('ij,jk->ik', tensor([[1, 2]]), tensor([[3], [4]])) // Tensor f32[1,1] [[11]]
 */
export const einsum: EinsumFn<null> = /* @__PURE__ */ callable(
  null,
  (equation: string, ...given: (Tensor | number)[]) => {
    const tensors = operands('einsum', given)
    const { inputs, output, sizes } = labelsOf(equation, tensors)
    const dtype = tensors.map((x) => x.dtype).reduce(promote)
    const repeats = (label: string, size: number): boolean => size === 1 && sizes.get(label) !== 1
    const parts = tensors.map((x, k): Labelled => {
      const part = diagonal(astype(x, dtype), inputs[k] ?? [])
      const axis = part.x.shape.flatMap((size, i) => (repeats(part.labels[i] ?? '', size) ? [i] : []))
      return { x: squeeze(part.x, { axis }), labels: part.labels.filter((_, i) => !axis.includes(i)) }
    })
    return ordered(summed(contractAll(parts, output), new Set(output)), output)
  },
  { method: (x: Tensor, equation: string, ...others: (Tensor | number)[]) => einsum(equation, x, ...others) },
)
