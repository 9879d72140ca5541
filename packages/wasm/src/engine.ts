import type { MemoryLimits } from './module.ts'

/** A WebAssembly memory. Growing it detaches the buffers that were taken from it before. */
export interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** An exported function. */
export type Kernel = (...operands: number[]) => void

/** The part of WebAssembly's JavaScript interface that is used here; the types of Node.js and of the DOM differ in it. */
interface Engine {
  validate(bytes: Uint8Array<ArrayBuffer>): boolean
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Memory: new (limits: MemoryLimits) => Memory
  readonly Instance: new (
    module: object,
    imports: { readonly env: Readonly<Record<string, unknown>> },
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

function engine(): Engine | undefined {
  return (globalThis as { readonly WebAssembly?: Engine }).WebAssembly // undefined where there is none
}

/** True when the engine can compile the module. */
export function validate(bytes: Uint8Array<ArrayBuffer>): boolean {
  return engine()?.validate(bytes) ?? false
}

/** Compiles a module, in the calling thread; throws where there is no WebAssembly, or a page's policy forbids it. */
export function compileModule(bytes: Uint8Array<ArrayBuffer>): object {
  return new (available().Module)(bytes)
}

/** A new memory; its pages are 64 KiB. Throws where there is no WebAssembly. */
export function createMemory(limits: MemoryLimits): Memory {
  return new (available().Memory)(limits)
}

/**
 * The functions of a compiled module, by name.
 *
 * @param imports the functions that the module is given, by name
 */
export function instantiate(
  module: object,
  memory: Memory,
  imports: Readonly<Record<string, (...operands: number[]) => number>> = {},
): Readonly<Record<string, Kernel>> {
  return new (available().Instance)(module, { env: { ...imports, memory } }).exports as Readonly<Record<string, Kernel>> // moduleOf exports functions alone
}

function available(): Engine {
  const found = engine()
  if (found === undefined)
    throw new TypeError('this JavaScript engine has no WebAssembly; ask detectInstructionSet() first.')
  return found
}
