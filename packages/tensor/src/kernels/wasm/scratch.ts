import {
  compileModule,
  createMemory,
  type FunctionSource,
  instantiate,
  type Kernel,
  type Memory,
  mathFunctions,
  mathImports,
  moduleOf,
} from '@adjoint/wasm'
import { arraysOn, copyOf } from '../../allocation.ts'
import type { DType, TypedArray } from '../../dtype.ts'
import { once } from '../forms.ts'
import { keepFreedMemory } from '../freed-memory.ts'

/** The one memory that eager kernels work on. They copy operands in and results out, so nothing in it outlives a call. */
interface Scratch {
  readonly memory: Memory
  readonly as: Readonly<Record<DType, TypedArray>>
}

/** 10 MiB. It never grows, so that its views stay valid; pages that no kernel has touched take no room. */
const pages = 160

let scratch: Scratch | null = null

/** The scratch memory as numbers of a dtype; made at the first call. */
export function scratchAs(dtype: DType): TypedArray {
  return opened().as[dtype]
}

/** A new array of the first numbers of the scratch memory. */
export function taken(dtype: DType, size: number): TypedArray {
  return copyOf(scratchAs(dtype), 0, size)
}

/** Compiles a function that works on the scratch memory. */
function link(source: FunctionSource): Kernel {
  const module = compileModule(moduleOf([source], { imports: mathImports }))
  const kernel = instantiate(module, opened().memory, mathFunctions)[source.name]
  if (kernel === undefined) throw new TypeError(`no export ${source.name}`)
  return kernel
}

/** The kernel of a key, compiled when it is first asked for. */
export function linkOnce<Key>(kernels: Map<Key, Kernel>, key: Key, source: () => FunctionSource): Kernel {
  return once(kernels, key, () => link(source()))
}

function opened(): Scratch {
  if (scratch === null) {
    keepFreedMemory()
    const memory = createMemory({ initial: pages, maximum: pages })
    scratch = { memory, as: arraysOn(memory.buffer) }
  }
  return scratch
}
