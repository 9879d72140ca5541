// The little of TensorFlow.js that tensorflow.ts uses. Declared here, so that the type check needs no peer to be installed.

declare module '@tensorflow/tfjs-core' {
  export interface Tensor {
    dataSync(): Float32Array
  }
  export interface Optimizer {
    readonly learningRate: number
  }
  export const train: { sgd(learningRate: number): Optimizer }
  export function tensor(values: ArrayLike<number> | Float32Array, shape: readonly number[], dtype: 'float32'): Tensor
  export function tidy<T>(body: () => T): T
  export function setBackend(name: string): Promise<boolean>
  export function ready(): Promise<void>
}

declare module '@tensorflow/tfjs-layers' {
  import type { Optimizer, Tensor } from '@tensorflow/tfjs-core'

  export interface Layer {
    readonly name: string
  }
  export interface Sequential {
    add(layer: Layer): void
    compile(options: { readonly optimizer: Optimizer; readonly loss: 'binaryCrossentropy' }): void
    setWeights(weights: readonly Tensor[]): void
    trainOnBatch(x: Tensor, y: Tensor): Promise<number>
    predictOnBatch(x: Tensor): Tensor
  }
  export const layers: {
    dense(options: {
      readonly units: number
      readonly activation: string
      readonly inputShape: readonly number[]
    }): Layer
  }
  export function sequential(): Sequential
}

declare module '@tensorflow/tfjs-backend-wasm' {}
