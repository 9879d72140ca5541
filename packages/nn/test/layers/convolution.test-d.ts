// Checked by the compiler alone: nothing here runs.

import { type Generator, type Tensor, zeros } from '@adjoint/tensor'
import {
  avgPool1d,
  avgPool2d,
  type Conv2d,
  conv1d,
  conv2d,
  dense,
  flatten,
  maxPool1d,
  maxPool2d,
  relu,
  sequential,
} from '../../src/index.ts'
import type { Chain, LayerLike } from '../../src/layer-types.ts'

type Equal<X, Y> = (<T>() => T extends X ? 1 : 2) extends <T>() => T extends Y ? 1 : 2 ? true : false

/** `type<A, B>()` compiles when both are the same type. */
declare function type<Actual, Expected>(...different: Equal<Actual, Expected> extends true ? [] : [never]): void
declare function expectType<Expected>(): <Actual>(
  actual: Actual,
  ...different: Equal<Actual, Expected> extends true ? [] : [never]
) => void

declare const rng: Generator
declare const n: number
declare const unknown: Tensor

// A layer alone.
const layer = conv2d(1, 8, 3, rng, { padding: 'same' })
layer satisfies LayerLike
layer satisfies Conv2d
expectType<Tensor<[8, 1, 3, 3]>>()(layer.weight)
expectType<Tensor<[4, 8, 28, 28]>>()(layer.forward(zeros([4, 1, 28, 28])))
expectType<Tensor<[number, 8, 28, 28]>>()(layer.forward(zeros([n, 1, 28, 28])))
expectType<Tensor>()(layer.forward(unknown))
layer.forward(
  // @ts-expect-error
  zeros([4, 3, 28, 28]),
)
expectType<Tensor<[4, 6, 13]>>()(conv1d(2, 6, 5, rng, { stride: 2, groups: 2 }).forward(zeros([4, 2, 29])))
expectType<Tensor<[4, 8, 13, 28]>>()(maxPool2d([3, 1], { stride: [2, 1] }).forward(zeros([4, 8, 28, 28])))
expectType<Tensor<[4, 8, 14, 14]>>()(avgPool2d(2).forward(zeros([4, 8, 28, 28])))
expectType<Tensor<[4, 8, 50]>>()(maxPool1d(2).forward(zeros([4, 8, 100])))
expectType<Tensor<[4, 8, 99]>>()(avgPool1d(2, { stride: 1 }).forward(zeros([4, 8, 100])))
avgPool1d(101).forward(
  // @ts-expect-error
  zeros([4, 8, 100]),
)
expectType<Tensor<[4, 392]>>()(flatten().forward(zeros([4, 8, 7, 7])))
expectType<Tensor<[number, 392]>>()(flatten().forward(zeros([n, 8, 7, 7])))
expectType<Tensor<[4, number]>>()(flatten().forward(zeros([4, n, 7])))

// A network: where the image's size is known, the size of what is flattened is checked.
const net = sequential(conv2d(1, 8, 3, rng), relu(), maxPool2d(2), flatten(), dense(1352, 10, rng))
expectType<Tensor<[64, 10]>>()(net.forward(zeros([64, 1, 28, 28])))
expectType<Tensor<[64, 10]>>()(sequential(layer, avgPool2d(4), flatten(), dense(n, 10, rng)).forward(zeros([64, 1, 28, 28]))) // biome-ignore format: one line
net.forward(
  // @ts-expect-error
  zeros([64, 1, 32, 32]),
)
net.forward(
  // @ts-expect-error
  zeros([64, 3, 28, 28]),
)
// Of channels alone a chain knows nothing before it gets images: those are checked at the call.
type Net = (typeof net)['layers']
type<Chain<Net>, Net>()

// Rows go through a network of their own.
expectType<Tensor<[8, 3]>>()(sequential(conv1d(2, 4, 5, rng), maxPool1d(4), flatten(), dense(96, 3, rng)).forward(zeros([8, 2, 100]))) // biome-ignore format: one line
