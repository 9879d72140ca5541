import {
  type Arg,
  add,
  type FloatDType,
  type Generator,
  matmul,
  type Out,
  type Shape,
  ShapeError,
  type Tensor,
} from '@adjoint/tensor'
import { checkDrawing, checkTensor } from '../given.ts'
import { allZeros, drawnBy, glorotUniform, type Initializer } from '../initializers.ts'
import type { AffineShape } from '../layer-types.ts'
import { checkLayer } from './sizes.ts'

/** How a dense layer is initialised. */
export interface DenseOptions {
  /** draws the weight; glorotUniform by default */
  readonly weight?: Initializer
  /** draws the bias; allZeros by default */
  readonly bias?: Initializer
  /** 'float32' by default */
  readonly dtype?: FloatDType
}

/** A fully connected layer, as dense() makes it. */
export class Dense<In extends number = number, Units extends number = number> {
  readonly kind = 'dense'
  readonly inputDim: In
  readonly outputDim: Units
  /** shape [in, out] */
  readonly weight: Tensor<[In, Units]>
  /** shape [out] */
  readonly bias: Tensor<[Units]>

  constructor(weight: Tensor<[In, Units]>, bias: Tensor<[NoInfer<Units>]>) {
    const [inputDim, outputDim] = weight.shape
    if (bias.shape.length !== 1 || bias.shape[0] !== outputDim) {
      throw new ShapeError(
        `dense: the bias ${bias.describe()} does not fit the weight ${weight.describe()}; give [${outputDim}].`,
      )
    }
    this.inputDim = inputDim
    this.outputDim = outputDim
    this.weight = weight
    this.bias = bias
  }

  /**
   * @param x shape [..., in]
   * @returns x W + b, of shape [..., out]
   * @throws ShapeError when x's last dimension is not `in`
   */
  forward<S extends Shape>(x: Arg<Tensor<S>, AffineShape<In, Units, S>>): Out<AffineShape<In, Units, S>> {
    const input = x as Tensor // the message, where it is one, has already failed to compile
    checkTensor('dense', 'x', input)
    const got = input.shape.at(-1)
    if (got !== this.inputDim) {
      const { inputDim, outputDim } = this
      throw new ShapeError(
        `dense(${inputDim}, ${outputDim}) takes [..., ${inputDim}], but gets ${input.describe()}. ` +
          (got === undefined
            ? 'Give it a batch of rows.'
            : `Make it dense(${got}, ${outputDim}), or give it rows of ${inputDim}.`),
      )
    }
    // the shapes were checked above; their types are generic here, so they are widened
    return add(matmul(input, this.weight as Tensor), this.bias as Tensor) as Tensor as Out<AffineShape<In, Units, S>>
  }
}

/**
 * A fully connected layer: each output is a weighted sum of all inputs, plus a bias.
 *
 *   y = x W + b      x [..., in], W [in, out], b [out], y [..., out]
 *
 * @param inputDim how many numbers a sample has
 * @param outputDim how many units the layer has
 * @param rng draws the first weight, then the first bias
 * @throws DomainError when a size is no positive integer, rng no generator, or an option unknown
 * @example dense(2, 25, random(0)).forward(ones([900, 2])).shape // [900, 25]
 */
export function dense<In extends number, Units extends number>(
  inputDim: In,
  outputDim: Units,
  rng: Generator,
  options: DenseOptions = {},
): Dense<In, Units> {
  checkLayer('dense', [inputDim, outputDim], options, ['weight', 'bias', 'dtype'])
  const { weight = glorotUniform, bias = allZeros, dtype = 'float32' } = options
  checkDrawing('dense', rng, { weight, bias })
  const drawn = drawnBy('dense', weight, rng, [inputDim, outputDim], dtype)
  return new Dense(drawn, bias(rng, [outputDim], dtype))
}
