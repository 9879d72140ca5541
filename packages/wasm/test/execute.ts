import {
  compileModule,
  createMemory,
  type FunctionBuilder,
  instantiate,
  type Kernel,
  moduleOf,
  type ValueType,
} from '../src/index.ts'

/** A function that runs, and the bytes of its memory, one page. */
export interface Program {
  readonly run: Kernel
  readonly memory: DataView<ArrayBuffer>
}

/** Compiles one function alone. */
export function programOf(parameters: readonly ValueType[], build: (f: FunctionBuilder) => void): Program {
  const memory = createMemory({ initial: 1 })
  const { run } = instantiate(compileModule(moduleOf([{ name: 'run', parameters, build }])), memory)
  if (run === undefined) throw new Error('the module does not export its function.')
  return { run, memory: new DataView(memory.buffer) }
}
