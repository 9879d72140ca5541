import { Bytes } from './bytes.ts'
import { FunctionBuilder, writeType } from './function.ts'
import type { Value, ValueType } from './instructions.ts'

/** A function of a module, exported by its name. It returns nothing: kernels write into memory. */
export interface FunctionSource {
  readonly name: string
  readonly parameters: readonly ValueType[]
  build(f: FunctionBuilder): void
}

/** A function that the module is given, as `env.<name>`. */
export interface ImportedFunction {
  readonly name: string
  readonly parameters: readonly ValueType[]
  readonly result: ValueType
}

/** How large the imported memory is, in pages of 64 KiB. */
export interface MemoryLimits {
  readonly initial: number
  /** a memory that threads share has one */
  readonly maximum?: number
  readonly shared?: boolean
}

/** What a module stands on. */
export interface ModuleOptions {
  /** one page, not shared, by default */
  readonly memory?: MemoryLimits
  readonly imports?: readonly ImportedFunction[]
}

/**
 * A WebAssembly module as bytes. Its functions work on one memory, which it imports as `env.memory`.
 *
 * @example
 * const bytes = moduleOf([
 *   {
 *     name: 'set',
 *     parameters: ['i32', 'f64'],
 *     build: (f) => f.run(f64.store({ at: f.parameter(0, 'i32') }, f.parameter(1, 'f64'))),
 *   },
 * ])
 * validate(bytes) // true
 */
export function moduleOf(functions: readonly FunctionSource[], options: ModuleOptions = {}): Uint8Array<ArrayBuffer> {
  const { memory = { initial: 1 }, imports = [] } = options
  const out = new Bytes()
  for (const byte of [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]) out.byte(byte)
  section(out, 1, (types) => {
    types.unsigned(imports.length + functions.length)
    for (const { parameters, result } of imports) writeSignature(types, parameters, [result])
    for (const { parameters } of functions) writeSignature(types, parameters, [])
  })
  section(out, 2, (imported) => {
    imported.unsigned(1 + imports.length)
    writeMemory(imported, memory)
    for (const [index, { name }] of imports.entries()) {
      imported.name('env')
      imported.name(name)
      imported.byte(0x00) // a function
      imported.unsigned(index)
    }
  })
  section(out, 3, (indices) => {
    indices.unsigned(functions.length)
    for (const index of functions.keys()) indices.unsigned(imports.length + index)
  })
  section(out, 7, (exports) => {
    exports.unsigned(functions.length)
    for (const [index, { name }] of functions.entries()) {
      exports.name(name)
      exports.byte(0x00) // a function
      exports.unsigned(imports.length + index)
    }
  })
  section(out, 10, (code) => {
    code.unsigned(functions.length)
    for (const { parameters, build } of functions) {
      const builder = new FunctionBuilder(parameters)
      build(builder)
      const body = new Bytes()
      builder.write(body)
      code.sized(body.written)
    }
  })
  return out.take()
}

/**
 * The call of a function that the module is given.
 *
 * @param imports those of the module, in their order
 */
export function call<const T extends ValueType>(
  imports: readonly ImportedFunction[],
  name: string,
  result: T,
  ...operands: readonly Value<ValueType>[]
): Value<T> {
  const index = imports.findIndex((imported) => imported.name === name)
  if (index < 0) throw new RangeError(`the module is given no function ${name}.`)
  return {
    type: result,
    write(out) {
      for (const operand of operands) operand.write(out)
      out.coded(0x10, index)
    },
  }
}

function writeSignature(out: Bytes, parameters: readonly ValueType[], results: readonly ValueType[]): void {
  out.byte(0x60)
  for (const types of [parameters, results]) {
    out.unsigned(types.length)
    for (const type of types) writeType(out, type)
  }
}

function writeMemory(out: Bytes, { initial, maximum, shared = false }: MemoryLimits): void {
  out.name('env')
  out.name('memory')
  out.byte(0x02)
  out.byte((maximum === undefined ? 0 : 1) | (shared ? 2 : 0))
  out.unsigned(initial)
  if (maximum !== undefined) out.unsigned(maximum)
}

function section(out: Bytes, id: number, write: (content: Bytes) => void): void {
  const content = new Bytes()
  write(content)
  out.byte(id)
  out.sized(content.written)
}
