// The little of jax-js that is used here: it is installed only when somebody measures, so no type check can ask it.

/** Freed when a function has taken it; `ref` keeps it for another use. */
export interface Array {
  readonly ref: this
  add(other: Array | number): Array
  sub(other: Array): Array
  mul(other: Array | number): Array
  div(other: Array): Array
  sum(axis?: number): Array
  dataSync(): Float32Array
  dispose(): void
  blockUntilReady(): Promise<Array>
}

/** A layer's parameters. */
export type Layer = { readonly w: Array; readonly b: Array }

type Tree = Array | readonly Tree[] | { readonly [name: string]: Tree }

type Elementwise = (x: Array) => Array

export interface Jax {
  init(device: 'wasm'): Promise<readonly string[]>
  defaultDevice(device: 'wasm'): string
  blockUntilReady<T extends Tree>(tree: T): Promise<T>
  jit<A extends readonly Tree[], Y>(f: (...args: A) => Y): (...args: A) => Y
  grad(f: (x: Array) => Array): (x: Array) => Array
  valueAndGrad<M extends Tree>(f: (model: M, x: Array, y: Array) => Array): (model: M, x: Array, y: Array) => [Array, M]
  readonly numpy: {
    array(values: Float32Array, options: { readonly shape: readonly number[] }): Array
    zeros(shape: readonly number[]): Array
    matmul(a: Array, b: Array): Array
    add(a: Array, b: Array): Array
    mean(x: Array): Array
    sum(x: Array, axis?: number): Array
    square: Elementwise
    sqrt: Elementwise
    exp: Elementwise
    log: Elementwise
    tanh: Elementwise
  }
  readonly nn: {
    relu: Elementwise
    sigmoid: Elementwise
    softplus: Elementwise
    logSoftmax(x: Array, axis: number): Array
  }
  readonly tree: {
    ref<T extends Tree>(tree: T): T
    dispose(tree: Tree): void
    map<T extends Tree>(f: (...leaves: Array[]) => Array, tree: T, ...rest: readonly T[]): T
  }
}
