import {
  compileModule,
  createMemory,
  type FunctionBuilder,
  instantiate,
  type Kernel,
  mathFunctions,
  mathImports,
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
  const bytes = moduleOf([{ name: 'run', parameters, build }], { imports: mathImports })
  const { run } = instantiate(compileModule(bytes), memory, mathFunctions)
  if (run === undefined) throw new Error('the module does not export its function.')
  return { run, memory: new DataView(memory.buffer) }
}
