// Checked by the compiler alone: nothing here runs.

import { type Arg, type Dim, type Ok, type Out, type Shape, type Tensor, zeros } from '@adjoint/tensor'
import type { AffineShape, Chain, ForwardShape, LayerLike } from '../src/layer-types.ts'

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false

/** `type<A, B>()` compiles when both are the same type. */
declare function type<Actual, Expected>(...different: Equal<Actual, Expected> extends true ? [] : [never]): void
declare function expectType<Expected>(): <Actual>(
  actual: Actual,
  ...different: Equal<Actual, Expected> extends true ? [] : [never]
) => void

// The layers as nn declares them.
declare class Dense<In extends number, Out_ extends number> implements LayerLike {
  readonly inputDim: In
  readonly outputDim: Out_
  readonly weight: Tensor<[In, Out_]>
  forward<S extends Shape>(x: Arg<Tensor<S>, AffineShape<In, Out_, S>>): Out<AffineShape<In, Out_, S>>
}
declare class ReLU implements LayerLike {
  forward<S extends Shape>(x: Tensor<S>): Tensor<S>
}
declare class Sequential<L extends readonly LayerLike[]> implements LayerLike {
  readonly layers: L
  forward<S extends Shape>(x: Arg<Tensor<S>, ForwardShape<L, S>>): Out<ForwardShape<L, S>>
}
interface Rng {
  readonly seed: number
}
declare const rng: Rng
declare const n: number
declare const unknown: Tensor
declare function dense<In extends number, Out_ extends number>(input: In, output: Out_, rng: Rng): Dense<In, Out_>
declare function relu(): ReLU
declare function sequential<L extends readonly LayerLike[]>(...layers: Chain<L>): Sequential<L>

// What somebody else writes.
declare class Own {
  forward(x: Tensor): Tensor
}

const model = sequential(dense(2, 25, rng), relu(), dense(25, 50, rng), relu())
expectType<Sequential<[Dense<2, 25>, ReLU, Dense<25, 50>, ReLU]>>()(model)
expectType<Tensor<[900, 50]>>()(model.forward(zeros([900, 2])))
expectType<Tensor<[50]>>()(model.forward(zeros([2])))
expectType<Tensor<[4, number, 50]>>()(model.forward(zeros([4, n, 2])))
expectType<Tensor<[Dim<'batch'>, 50]>>()(model.forward(zeros([32 as Dim<'batch'>, 2])))
expectType<Tensor<[900, 50]>>()(model.forward(zeros([900, n])))
expectType<Tensor<[...number[], 50]>>()(model.forward(unknown))
expectType<Tensor>()(
  model
    .forward(unknown)
    .add(1)
    .mul(zeros([3])),
)
model satisfies LayerLike
model.layers[0] satisfies Dense<number, number>
model.forward(
  // @ts-expect-error
  zeros([900, 3]),
)
type<ForwardShape<(typeof model)['layers'], [900, 3]>, 'dense(2, 25) takes [..., 2], but gets [..., 3]'>()
type<ForwardShape<(typeof model)['layers'], []>, 'dense(2, 25) takes [..., 2], but gets []'>()

type<AffineShape<Dim<'in'>, 3, [4, Dim<'out'>]>, 'dense(in, 3) takes [..., in], but gets [..., out]'>()

// Reported at the layer that does not fit, and only there.
sequential(
  dense(2, 25, rng),
  relu(),
  // @ts-expect-error
  dense(24, 50, rng),
  relu(),
  dense(50, 1, rng),
)
type<
  Chain<[Dense<2, 25>, ReLU, Dense<24, 50>]>,
  [Dense<2, 25>, ReLU, 'dense(24, 50) takes [..., 24], but gets [..., 25]']
>()

// A part of a model is a layer.
const deep = sequential(model, dense(50, 3, rng), sequential(relu(), dense(3, 1, rng)))
expectType<Tensor<[900, 1]>>()(deep.forward(zeros([900, 2])))
sequential(
  dense(5, 3, rng),
  // @ts-expect-error
  model,
)

// Nothing is known of a layer with a plain `forward`, nor after it.
const mixed = sequential(dense(2, 25, rng), new Own(), dense(7, 3, rng))
expectType<Tensor<[...number[], 3]>>()(mixed.forward(zeros([900, 2])))
expectType<Tensor>()(sequential(new Own()).forward(zeros([900, 2])))
expectType<Tensor<[5, 3]>>()(sequential(dense(n, 3, rng)).forward(zeros([5, 2])))
sequential(
  // @ts-expect-error
  { backward: 1 },
)

// A list made at run time.
declare const layers: LayerLike[]
expectType<Tensor>()(sequential(...layers).forward(zeros([900, 2])))
type<ForwardShape<[], [900, 2]>, Ok<[900, 2]>>()
