// The little of TensorFlow.js that is used here, beside what ../../compare/peers/tensorflow-types.d.ts declares of it: the two
// are merged. Declared, so that the type check needs no peer to be installed.

declare module '@tensorflow/tfjs-core' {
  type DType = 'float32' | 'int32' | 'bool'
  type Elementwise = (x: Tensor) => Tensor
  type Binary = (a: Tensor, b: Tensor) => Tensor

  export interface Tensor {
    readonly shape: number[]
    readonly dtype: DType
  }
  export function enableProdMode(): void
  export function tensor(values: readonly number[], shape: readonly number[], dtype?: DType): Tensor
  export function getBackend(): string
  export function grads(f: (...x: Tensor[]) => Tensor): (x: Tensor[], dy: Tensor) => Tensor[]

  export const add: Binary
  export const floorDiv: Binary
  export const matMul: Binary
  export const maximum: Binary
  export const minimum: Binary
  export const mul: Binary
  export const relu: Elementwise
  export const sigmoid: Elementwise
  export const sin: Elementwise
  export const softmax: Elementwise
  export const squaredDifference: Binary
  export const tanh: Elementwise
  export function cast(x: Tensor, dtype: DType): Tensor
  export function conv2d(x: Tensor, filter: Tensor, strides: number, pad: 'same' | 'valid'): Tensor
  export function cumsum(x: Tensor, axis: number): Tensor
  export function gather(x: Tensor, indices: Tensor): Tensor
  export function max(x: Tensor, axis?: number): Tensor
  export function mirrorPad(x: Tensor, paddings: [number, number][], mode: 'reflect' | 'symmetric'): Tensor
  export function pow(x: Tensor, exponent: number): Tensor
  export function prod(x: Tensor, axis?: number): Tensor
  export const losses: { softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor }
}

declare module '@tensorflow/tfjs-backend-cpu' {}
