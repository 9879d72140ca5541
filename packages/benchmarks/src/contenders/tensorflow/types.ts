// The little of TensorFlow.js that is used here: it is installed only when somebody measures, so no type check can ask it.

export interface Tensor {
  readonly shape: number[]
  dataSync(): Float32Array
  dispose(): void
}

interface Variable extends Tensor {
  assign(value: Tensor): void
}

export interface Optimizer {
  minimize(loss: () => Tensor, returnCost: true, variables: Variable[]): Tensor
  dispose(): void
}

type Elementwise = (x: Tensor) => Tensor
type Binary = (a: Tensor, b: Tensor) => Tensor

export interface TensorFlow {
  readonly version_core: string
  enableProdMode(): void
  setBackend(name: string): Promise<boolean>
  tensor(values: Float32Array, shape: readonly number[]): Tensor
  variable(start: Tensor, trainable: true): Variable
  tidy<T>(body: () => T): T
  grad(f: (x: Tensor) => Tensor): (x: Tensor) => Tensor
  readonly fused: {
    matMul(options: {
      readonly a: Tensor
      readonly b: Tensor
      readonly bias: Tensor
      readonly activation: 'relu' | 'linear'
    }): Tensor
  }
  readonly losses: {
    sigmoidCrossEntropy(labels: Tensor, logits: Tensor): Tensor
    softmaxCrossEntropy(labels: Tensor, logits: Tensor): Tensor
  }
  readonly train: {
    sgd(lr: number): Optimizer
    adam(lr: number, beta1: number, beta2: number, epsilon: number): Optimizer
  }
  readonly matMul: Binary
  readonly add: Binary
  readonly mul: Binary
  readonly exp: Elementwise
  readonly log: Elementwise
  readonly sigmoid: Elementwise
  readonly tanh: Elementwise
  readonly sum: Elementwise
}

export interface WasmBackend {
  setThreadsCount(threads: number): void
  getThreadsCount(): number
}
