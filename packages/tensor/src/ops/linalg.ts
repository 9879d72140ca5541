import { apply } from '../apply.ts'
import type { NDArray } from '../array.ts'
import { checkOptions, ShapeError } from '../errors.ts'
import { callable } from '../families/callable.ts'
import { floating } from '../families/elementwise.ts'
import { both, only, operands } from '../families/operands.ts'
import {
  choleskyKernel,
  cofactorsKernel,
  detKernel,
  invKernel,
  solveKernel,
  triangularKernel,
} from '../kernels/linalg/batch.ts'
import type { Fn, Op, ShapeDType } from '../op.ts'
import { broadcastShapes, dim, leading, sameShape } from '../shape.ts'
import type { Shape } from '../shape-types/index.ts'
import type { CofactorsFn, DetFn, SolveFn, SolveTriangularFn, SquareFn } from '../signatures/index.ts'
import type { Tensor } from '../tensor.ts'
import { expandDims, squeeze } from './movement.ts'

// All of them work in float64 whatever the dtype.

/** An op of square matrices, each by itself. */
function ofSquares<F extends Fn<Op<null, 1>, unknown>>(
  name: string,
  shapeOf: (squares: Shape) => Shape,
  kernel: (x: NDArray, out: ShapeDType) => NDArray,
): F {
  const op: Op<null, 1> = {
    name,
    family: 'opaque',
    arity: 1,
    infer: (inputs) => ({ shape: shapeOf(squareShape(name, only(inputs))), dtype: floatOf(name, inputs) }),
    kernel: (inputs, _attrs, out) => kernel(only(inputs), out),
  }
  return callable(op, (x: Tensor) => apply(op, operands(name, [x]), null), { most: 1 })
}

/**
 * The inverse of each matrix of the last two axes. To solve equations, `solve` is faster and more accurate.
 *
 *   y = x⁻¹      x̄ = -yᵀ ȳ yᵀ
 *
 * @param x shape [..., n, n]
 * @returns that shape; float32 where x is int32 or bool
 * @throws ShapeError when the matrices are not square; DomainError when one is singular
 * @example inv(tensor([[2, 0], [0, 4]])) // Tensor f32[2,2] [[0.5, 0], [0, 0.25]]
 * @see Giles (2008), An extended collection of matrix derivative results for forward and reverse mode AD
 */
export const inv: SquareFn<Op<null, 1>> = /* @__PURE__ */ ofSquares('inv', (squares) => squares, invKernel)

/**
 * The determinant of each matrix of the last two axes; 1 for those of 0 rows. Its derivatives, of any order, are right for
 * singular matrices, too.
 *
 *   y = det x      x̄ = ȳ cofactors(x)
 *
 * @param x shape [..., n, n]
 * @returns shape [...]; float32 where x is int32 or bool
 * @throws ShapeError when the matrices are not square
 * @example det(tensor([[2, 1], [0, 3]])) // Tensor f32[] 6
 */
export const det: DetFn<Op<null, 1>> = /* @__PURE__ */ ofSquares('det', (squares) => squares.slice(0, -2), detKernel)

const cofactorsOp: Op<null, number> = {
  name: 'cofactors',
  family: 'opaque',
  arity: Number.POSITIVE_INFINITY,
  infer(inputs) {
    const x = only(inputs)
    for (const v of inputs) {
      if (sameShape(v.shape, x.shape)) continue
      throw new ShapeError(
        `cofactors: the direction ${v.describe()} and the matrix ${x.describe()} differ; give equal shapes.`,
      )
    }
    return { shape: squareShape('cofactors', x), dtype: floatOf('cofactors', inputs) }
  },
  kernel: (inputs, _attrs, out) => cofactorsKernel(inputs, out),
}

/**
 * The cofactors of each matrix of the last two axes: the gradient of `det`, and of a regular matrix det x · x⁻ᵀ. With
 * directions, the derivative of the cofactors along them all: the second derivative of `det` for one, the third for two. It
 * is a polynomial, and exact for singular matrices, too.
 *
 *   y = ∂ det x / ∂x, or (d/dt₁) (d/dt₂) ... of that at x + t₁ v₁ + t₂ v₂ + ...
 *
 * @param x shape [..., n, n]
 * @param directions the shape of x, any number of them
 * @returns that shape; float32 where all are int32 or bool
 * @throws ShapeError when the matrices are not square, or the shapes differ
 * @example cofactors(tensor([[1, 2], [2, 4]])) // Tensor f32[2,2] [[4, -2], [-2, 1]]
 */
export const cofactors: CofactorsFn<typeof cofactorsOp> = /* @__PURE__ */ callable(
  cofactorsOp,
  (x: Tensor, ...directions: Tensor[]) => apply(cofactorsOp, operands('cofactors', [x, ...directions]), null),
)

/**
 * The Cholesky factor of each symmetric, positive definite matrix of the last two axes: lower triangular. Of a matrix that
 * is not symmetric, it takes the symmetric part (x + xᵀ) / 2, as JAX does (NumPy takes the lower triangle); so the gradient
 * is symmetric.
 *
 *   y yᵀ = x      x̄ = ½ y⁻ᵀ (Φ + Φᵀ) y⁻¹, Φ the lower triangle of yᵀ ȳ with half its diagonal
 *
 * @param x shape [..., n, n]
 * @returns that shape; float32 where x is int32 or bool
 * @throws ShapeError when the matrices are not square; DomainError when one is not positive definite
 * @example cholesky(tensor([[4, 2], [2, 5]])) // Tensor f32[2,2] [[2, 0], [1, 2]]
 * @see Murray (2016), Differentiation of the Cholesky decomposition
 */
export const cholesky: SquareFn<Op<null, 1>> = /* @__PURE__ */ ofSquares(
  'cholesky',
  (squares) => squares,
  choleskyKernel,
)

const solveOp: Op<null, 2> = {
  name: 'solve',
  family: 'opaque',
  arity: 2,
  infer: (inputs) => solutionOf('solve', inputs),
  kernel: (inputs, _attrs, out) => solveKernel(...both(inputs), out),
}

/**
 * The solution of linear equations, for each matrix of the last two axes; leading axes broadcast. A vector on the right is
 * one column, as in NumPy 2: only where it is 1-D.
 *
 *   y = a⁻¹ b      b̄ = a⁻ᵀ ȳ      ā = -b̄ yᵀ
 *
 * @param a shape [..., n, n]
 * @param b shape [..., n, m] or [n]
 * @returns shape [..., n, m] or [..., n], the promoted dtype; float32 where that is int32 or bool
 * @throws ShapeError when the shapes do not fit; DomainError when a matrix is singular
 * @example solve(tensor([[2, 0], [0, 4]]), tensor([1, 1])) // Tensor f32[2] [0.5, 0.25]
 * @see Giles (2008), An extended collection of matrix derivative results for forward and reverse mode AD
 */
export const solve: SolveFn<typeof solveOp> = /* @__PURE__ */ callable(
  solveOp,
  (left: Tensor, right: Tensor) => asColumns('solve', left, right, (a, b) => apply(solveOp, [a, b], null)),
  { most: 2 },
)

interface TriangularAttrs {
  readonly lower: boolean
  readonly transpose: boolean
}

const solveTriangularOp: Op<TriangularAttrs, 2> = {
  name: 'solveTriangular',
  family: 'opaque',
  arity: 2,
  infer: (inputs) => solutionOf('solveTriangular', inputs),
  kernel: (inputs, { lower, transpose }, out) =>
    triangularKernel(...both(inputs), { lower, transposed: transpose, unit: false }, out),
}

/**
 * The solution of linear equations whose matrix is triangular: as `solve`, but only one triangle of a is read, and it takes
 * a fraction of the time.
 *
 *   y = t⁻¹ b, or t⁻ᵀ b      t the triangle of a
 *
 * @param a shape [..., n, n]
 * @param b shape [..., n, m] or [n]
 * @param options.lower read the lower triangle; false by default: the upper one
 * @param options.transpose transpose that triangle first; false by default
 * @returns shape [..., n, m] or [..., n], the promoted dtype; float32 where that is int32 or bool
 * @throws ShapeError when the shapes do not fit; DomainError when there is a 0 on a diagonal
 * @example solveTriangular(tensor([[2, 0], [1, 4]]), tensor([2, 9]), { lower: true }) // Tensor f32[2] [1, 2]
 */
export const solveTriangular: SolveTriangularFn<typeof solveTriangularOp> = /* @__PURE__ */ callable(
  solveTriangularOp,
  (left: Tensor, right: Tensor, options: Partial<TriangularAttrs> = {}) => {
    checkOptions('solveTriangular', options, ['lower', 'transpose'])
    const { lower = false, transpose = false } = options
    return asColumns('solveTriangular', left, right, (a, b) => apply(solveTriangularOp, [a, b], { lower, transpose }))
  },
)

/** Solves with a right side that is a matrix: a vector becomes its only column. */
function asColumns(owner: string, left: Tensor, right: Tensor, solve: (a: Tensor, b: Tensor) => Tensor): Tensor {
  const [a, b] = both(operands(owner, [left, right]))
  if (b.rank === 0) throw new ShapeError(`${owner}: needs a right side of one axis or more, but gets a 0-d tensor.`)
  return b.rank === 1 ? squeeze(solve(a, expandDims(b, 1)), { axis: -1 }) : solve(a, b)
}

function solutionOf(owner: string, inputs: readonly Tensor[]): ShapeDType {
  const [a, b] = both(inputs)
  const shape = squareShape(owner, a)
  const [n, rows] = [dim(shape, shape.length - 1), dim(b.shape, b.rank - 2)]
  if (n !== rows) {
    throw new ShapeError(
      `${owner}: cannot solve ${a.describe()} for ${b.describe()}: ${n} equations and ${rows} right sides differ. ` +
        "The right operand's last axis but one (of a vector, its only one) must have the size of the matrix.",
    )
  }
  const batch = broadcastShapes(owner, [leading(a), leading(b)])
  return { shape: [...batch, n, dim(b.shape, b.rank - 1)], dtype: floatOf(owner, inputs) }
}

/** The shape of x, whose last two axes must be equal. */
function squareShape(owner: string, x: Tensor): Shape {
  const [rows, columns] = x.shape.slice(-2)
  if (rows !== undefined && rows === columns) return x.shape
  throw new ShapeError(`${owner}: takes square matrices, [..., n, n], but gets ${x.describe()}.`)
}

function floatOf(owner: string, inputs: readonly Tensor[]): ShapeDType['dtype'] {
  return floating(inputs.map((x) => x.dtype), owner) // biome-ignore format: one line
}
