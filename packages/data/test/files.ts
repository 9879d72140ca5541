import { readFileSync } from 'node:fs'
import { type DType, fromTypedArray, type Tensor } from '@adjoint/tensor'
import fc from 'fast-check'
import { expect } from 'vitest'
import { FormatError } from '../src/index.ts'

/** What a tensor holds, to the bit. */
export interface Expected {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** little-endian, in base64 */
  readonly numbers: string
}

interface Archive {
  readonly file: string
  readonly tensors: Readonly<Record<string, Expected>>
}

interface Files {
  readonly npy: readonly (Expected & { readonly name: string; readonly file: string })[]
  readonly refused: readonly { readonly name: string; readonly file: string }[]
  readonly npz: readonly Archive[]
  readonly safetensors: readonly (Archive & { readonly metadata: Readonly<Record<string, string>> })[]
}

export const files: Files = JSON.parse(readFileSync(new URL('./reference/files.json', import.meta.url), 'utf8'))

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'))
}

export function base64Of(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

export function expectedOf(x: Tensor): Expected {
  const numbers = x.toTypedArray()
  return { dtype: x.dtype, shape: [...x.shape], numbers: base64Of(new Uint8Array(numbers.buffer)) }
}

export function allExpected(tensors: Readonly<Record<string, Tensor>>): Record<string, Expected> {
  return Object.fromEntries(Object.entries(tensors).map(([name, x]) => [name, expectedOf(x)]))
}

/** Bytes from text and numbers, as a file that someone wrote by hand. */
export function bytes(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  const encoded = parts.map((part) => {
    if (typeof part === 'number') return [part]
    return typeof part === 'string' ? new TextEncoder().encode(part) : part
  })
  return Uint8Array.from(encoded.flatMap((part) => [...part]))
}

/** A number as `width` bytes, little-endian. */
export function little(value: number, width: number): Uint8Array {
  const all = new Uint8Array(8)
  new DataView(all.buffer).setBigUint64(0, BigInt(value), true)
  return all.slice(0, width)
}

/** Fails unless the call throws a FormatError that says this. */
export function expectFormatError(call: () => unknown, message: RegExp | string): void {
  expect(call).toThrow(FormatError)
  expect(call).toThrow(message)
}

const dtypes = ['float32', 'float64', 'int32', 'bool'] as const

/** Tensors of every dtype, up to four dimensions, empty and 0-d ones and special numbers included. */
export const tensors: fc.Arbitrary<Tensor> = fc
  .tuple(
    fc.constantFrom(...dtypes),
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fc.infiniteStream(fc.double()),
  )
  .map(([dtype, shape, numbers]) => {
    const size = shape.reduce((a, b) => a * b, 1)
    return fromTypedArray(Float64Array.from(numbers.take(size)), shape).astype(dtype)
  })

/** Names of tensors: any text, but the one that cannot be a key. */
export const names: fc.Arbitrary<string> = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.constantFrom('toString', 'constructor', 'a/b', '..', 'layers.0.weight'),
  )
  .filter((name) => name !== '__proto__')

export const records: fc.Arbitrary<Record<string, Tensor>> = fc.dictionary(names, tensors, {
  maxKeys: 4,
  noNullPrototype: true,
})
