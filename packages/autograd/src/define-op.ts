import {
  apply,
  checkOptions,
  DomainError,
  type DType,
  type Formula,
  type Op,
  type Shape,
  type ShapeDType,
  ShapeError,
  type Tensor,
  type Tuple,
  type TypedArray,
} from '@adjoint/tensor'
import { allocate, type DTypeRule, elementwise, floating, NDArray, operands, sizeOf } from '@adjoint/tensor/backend'
import { checkFunction } from './given.ts'
import type { PartialDerivatives, Products, Transpose, Transposes } from './rule.ts'
import { setRule } from './rules/index.ts'

/** An elementwise op: a formula, and one partial derivative for each operand. */
export interface ElementwiseDefinition<N extends number> {
  readonly name: string
  /** over the algebra `m`: plain JavaScript, WebAssembly and compiled programs are made from it */
  readonly scalar: Formula
  /** as many as there are operands */
  readonly rule: PartialDerivatives<N>
  /** the result's dtype from the operands'; by default their common dtype, float32 where that is no float */
  readonly dtype?: DTypeRule
}

/** An operand or a result as a kernel sees it: all numbers in row-major order. */
export interface KernelArray {
  readonly data: TypedArray
  readonly shape: Shape
  readonly dtype: DType
}

/** Any other op: a shape rule, a kernel, and a derivative rule. */
export interface KernelDefinition<N extends number, A> {
  readonly name: string
  /** how many tensors it takes */
  readonly arity: N
  /** the result's shape from the operands'; throw a ShapeError where they do not fit */
  readonly shape: (inputs: Tuple<Tensor, N>, attrs: A) => Shape
  /** fills `out.data`, which holds zeros; may not write to the inputs */
  readonly kernel: (inputs: Tuple<KernelArray, N>, out: KernelArray, attrs: A) => void
  readonly rule: Transpose<A, N> | Products<A, N> | (N extends 2 ? Transposes<A> : never)
  /** the result's dtype from the operands'; by default their common dtype, float32 where that is no float */
  readonly dtype?: DTypeRule
}

/** An op of one's own: a function of its operands, and of its attributes where it has any, with its descriptor. */
export type DefinedOp<N extends number, A = null> = ((
  ...args: readonly [...Tuple<Tensor | number, N>, ...(A extends null ? [] : [attrs: A])]
) => Tensor) & { readonly op: Op<A, N> }

/**
 * A new op, of the same rank as those of the catalogue: it broadcasts (with a formula), runs in every transform, is compiled,
 * and can be tested by gradcheck's laws. Take care that the rule is right: `checkGradient` tells.
 *
 * With `scalar`, an elementwise op of as many operands as the rule has partial derivatives, each a function of the result
 * and the operands. With `kernel`, any op; what is not a tensor (an axis, a size) is its attributes, the last argument.
 *
 *   y = f(x)      x̄ = rule
 *
 * @returns a function of tensors, and of the attributes where there are any
 * @throws DomainError when the definition has no rule, or no functions; ShapeError from the function when operands do not
 *   fit
 * @example
 * const cube = defineOp({ name: 'cube', scalar: (m, x) => m.mul(x, m.mul(x, x)), rule: [(_y, x) => x.square().mul(3)] })
 * grad((x: Tensor) => cube(x))(tensor(2)) // Tensor f32[] 12
 */
export function defineOp<const N extends number>(
  definition: ElementwiseDefinition<N> & { readonly kernel?: never },
): DefinedOp<N>
export function defineOp<N extends number, A = null>(definition: KernelDefinition<N, A>): DefinedOp<N, A>
export function defineOp(definition: ElementwiseDefinition<number> | KernelDefinition<number, unknown>): unknown {
  const { name, rule } = Object(definition) // which may be anything, without types
  if (typeof rule !== 'object' || rule === null) {
    throw new DomainError(`defineOp: ${name ?? 'the op'} has no rule; give { name, scalar or kernel, rule }.`)
  }
  return 'scalar' in definition ? fromFormula(definition) : fromKernel(definition)
}

function fromFormula(definition: ElementwiseDefinition<number>): unknown {
  checkOptions('defineOp', definition, ['name', 'scalar', 'rule', 'dtype'])
  const { name, scalar, rule, dtype = floating } = definition
  checkFunction('defineOp: scalar', scalar)
  const op = elementwise(name, rule.length, scalar, dtype)
  setRule(op, rule)
  return Object.assign((...x: (Tensor | number)[]) => apply(op, given(op, x), null), { op })
}

function fromKernel(definition: KernelDefinition<number, unknown>): unknown {
  checkOptions('defineOp', definition, ['name', 'arity', 'shape', 'kernel', 'rule', 'dtype'])
  const { name, arity, shape, kernel, rule, dtype = floating } = definition
  checkFunction('defineOp: shape', shape)
  checkFunction('defineOp: kernel', kernel)
  const op: Op<unknown, number> = {
    name,
    family: 'opaque',
    arity,
    infer: (inputs, attrs): ShapeDType => {
      const sizes: unknown = shape(inputs, attrs)
      if (!Array.isArray(sizes) || !sizes.every((size) => Number.isInteger(size) && size >= 0)) {
        throw new ShapeError(`${name}: shape gave ${JSON.stringify(sizes)}; return an array of sizes.`)
      }
      const dtypes = inputs.map((x) => x.dtype)
      return { shape: [...sizes], dtype: dtype(dtypes, name) }
    },
    kernel: (inputs, attrs, out) => {
      const data = allocate(out.dtype, sizeOf(out.shape))
      kernel(inputs.map(rowMajor), { data, shape: out.shape, dtype: out.dtype }, attrs)
      return new NDArray(data, out.dtype, out.shape)
    },
  }
  setRule(op, rule)
  const call = (...args: unknown[]): Tensor => {
    const x = args.slice(0, arity) as (Tensor | number)[] // as the signature says; `operands` checks it
    return apply(op, given(op, x), args[arity] ?? null)
  }
  return Object.assign(call, { op })
}

/** The operands as tensors, as many as the op takes. */
function given(op: Op, x: readonly (Tensor | number)[]): Tensor[] {
  if (x.length === op.arity) return operands(op.name, x)
  throw new ShapeError(`${op.name} takes ${op.arity} operands, not ${x.length}.`)
}

function rowMajor(x: NDArray): KernelArray {
  const { shape, dtype } = x
  const whole = x.toContiguous()
  const data = whole.data.length === x.size ? whole.data : whole.copyData()
  return { data, shape, dtype }
}
