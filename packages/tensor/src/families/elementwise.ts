import { apply } from '../apply.ts'
import { type DType, isFloat, promote } from '../dtype.ts'
import { DTypeError } from '../errors.ts'
import { elementwiseKernel } from '../kernels/elementwise.ts'
import type { ElementwiseOp } from '../op.ts'
import type { Algebra, Formula } from '../scalar/algebra.ts'
import { broadcastShapes } from '../shape.ts'
import type { Binary, Unary } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { callable } from './callable.ts'
import { operands } from './operands.ts'

/** The result's dtype from the operands'. */
export type DTypeRule = (dtypes: readonly DType[], name: string) => DType

/** The operands' common dtype. */
export const common: DTypeRule = (dtypes) => dtypes.reduce(promote)

/** The operands' common dtype, which may not be bool, as in NumPy. */
export const numeric: DTypeRule = (dtypes, name) => {
  const dtype = common(dtypes, name)
  if (dtype !== 'bool') return dtype
  throw new DTypeError(`${name}: bool has no ${name}. Cast first: x.astype('int32').`)
}

/** The operands' common dtype where that is a float, else float32. */
export const floating: DTypeRule = (dtypes, name) => {
  const dtype = common(dtypes, name)
  return isFloat(dtype) ? dtype : 'float32'
}

/** The operand's dtype, and int32 for bool: counting truths gives a number. */
export const counted: DTypeRule = (dtypes, name) => {
  const dtype = common(dtypes, name)
  return dtype === 'bool' ? 'int32' : dtype
}

/** bool. */
export const truth: DTypeRule = () => 'bool'

/** The descriptor of an op that applies one formula to each element, after broadcasting its operands. */
export function elementwise<N extends number>(
  name: string,
  arity: N,
  scalar: Formula,
  rule: DTypeRule,
): ElementwiseOp<N> {
  return {
    name,
    family: 'elementwise',
    arity,
    scalar,
    infer: (inputs) => ({
      shape: broadcastShapes(name, inputs),
      dtype: rule(
        inputs.map((x) => x.dtype),
        name,
      ),
    }),
    kernel: (inputs, _attrs, out) => elementwiseKernel(scalar, inputs, out),
  }
}

/** Declares an elementwise op of one operand by its formula. */
export function unary(name: string, formula: <V>(m: Algebra<V>, x: V) => V, rule: DTypeRule = common): Unary {
  const op = elementwise(name, 1, formula, rule)
  return callable(op, (x: Tensor | number) => apply(op, operands(name, [x]), null), { most: 1 })
}

/** Declares an elementwise op of two operands by its formula. */
export function binary(name: string, formula: <V>(m: Algebra<V>, a: V, b: V) => V, rule: DTypeRule = common): Binary {
  const op = elementwise(name, 2, formula, rule)
  return callable(op, (a: Tensor | number, b: Tensor | number) => apply(op, operands(name, [a, b]), null), { most: 2 })
}
