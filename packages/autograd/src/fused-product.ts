import {
  type Algebra,
  apply,
  type ElementwiseOp,
  type Formula,
  mulAbsorbing,
  type Tensor,
  zeros,
} from '@adjoint/tensor'
import { common, elementwise } from '@adjoint/tensor/backend'
import { Recording } from './recording.ts'
import type { Derivative } from './rule.ts'
import { rules } from './rules/index.ts'

/** An elementwise op without a rule, and which of g, y and all x it takes. */
interface Product {
  readonly op: ElementwiseOp<number>
  readonly takes: readonly boolean[]
}

const products = new WeakMap<Derivative, Product | null>()

/**
 * A cotangent or tangent times a partial derivative of the table, zero absorbing, in one pass: the formulas of all ops that the
 * derivative calls make one formula, so that nothing between them is written to memory.
 *
 * @param x in the dtype of y, or bool or float64
 * @returns null where it is for the ops themselves: where somebody traces an operand, where the derivative is of somebody's own
 *   op, and may read what changes, where it gives no tensor
 */
export function fusedProduct(derivative: Derivative, g: Tensor, y: Tensor, x: readonly Tensor[]): Tensor | null {
  const operands = [g, y, ...x]
  if (operands.some(({ tracedBy }) => tracedBy !== null)) return null
  let product = products.get(derivative)
  if (product === undefined) {
    product = productOf(derivative, x.length)
    products.set(derivative, product)
  }
  if (product === null) return null
  const { op, takes } = product
  return apply(op, operands.filter((_, i) => takes[i]), null) // biome-ignore format: one line
}

function productOf(derivative: Derivative, arity: number): Product | null {
  if (!Object.values<unknown>(rules).flat().includes(derivative)) return null
  const tape = new Recording({ values: false })
  // in float64: numbers that the derivative names are rounded where the formula is used
  const input = (): Tensor => tape.input(zeros([], { dtype: 'float64' }), '')
  const [g, y, x] = [input(), input(), Array.from({ length: arity }, input)]
  const factor = derivative(y, ...x)
  if (factor === null || typeof factor === 'number') return null
  const last = mulAbsorbing(g, factor)
  const inputs = [g, y, ...x]
  const steps = tape.nodes.slice(inputs.length)

  const takes = inputs.map((one) => steps.some((step) => step.inputs.includes(one)))
  const taken = inputs.filter((_, i) => takes[i])
  const formula: Formula = <V>(m: Algebra<V>, ...numbers: readonly V[]): V => {
    const values = new Map<Tensor, V | undefined>(taken.map((one, i) => [one, numbers[i]]))
    const at = (one: Tensor): V => values.get(one) ?? m.constant(one.item())
    for (const step of steps) {
      const { scalar } = step.op as ElementwiseOp<number> // the table's partial derivatives call no others: its tests see to that
      values.set(step, scalar(m, ...step.inputs.map(at)))
    }
    return at(last)
  }
  return { op: elementwise('product', taken.length, formula, common), takes }
}
