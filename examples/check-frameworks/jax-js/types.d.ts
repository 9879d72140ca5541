// The little of jax-js that is used here. Declared, so that the type check needs no peer to be installed.

declare module '@jax-js/jax' {
  type DType = 'float32' | 'float64' | 'int32' | 'bool'
  type Elementwise = (x: Array) => Array
  type Binary = (a: Array, b: Array) => Array
  type Reduction = (x: Array, axis?: number) => Array
  type TensorFunction = (...x: Array[]) => Array

  export interface Array {
    readonly shape: number[]
    readonly dtype: DType
    readonly ref: this
    mul(other: Array): Array
    dataSync(): Float32Array | Int32Array
    dispose(): void
  }
  interface Pullback {
    (cotangent: Array): Array[]
    dispose(): void
  }
  export function vjp(f: TensorFunction, x: Array[]): [Array, Pullback]
  export function jvp(f: TensorFunction, x: Array[], dx: Array[]): [Array, Array]
  export function jit(f: TensorFunction): TensorFunction
  export function defaultDevice(): string
  export const numpy: {
    array(values: number[], options?: { shape?: number[]; dtype?: DType }): Array
    cumprod: Reduction
    cumsum: Reduction
    matmul: Binary
    max: Reduction
    maximum: Binary
    power(x: Array, exponent: number): Array
    prod: Reduction
    sinc: Elementwise
    sort: Reduction
    square: Elementwise
    take(x: Array, indices: Array, axis: number): Array
    tanh: Elementwise
  }
  export const nn: { relu: Elementwise; sigmoid: Elementwise; softmax: Elementwise }
}
