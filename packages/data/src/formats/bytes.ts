import { DomainError } from '@adjoint/tensor'
import { FormatError } from './format-error.ts'

/** The bytes of a file as a DataView. Throws unless they are a Uint8Array, as a Buffer is. */
export function viewOf(owner: string, bytes: Uint8Array): DataView {
  if (!(bytes instanceof Uint8Array)) {
    throw new DomainError(
      `${owner}: takes the bytes of a file, a Uint8Array; ` +
        (typeof bytes === 'string'
          ? 'of a path: await readFile(path).'
          : 'for an ArrayBuffer: new Uint8Array(buffer).'),
    )
  }
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
}

/** Text as the formats store it; bytes that are no UTF-8 are an error. */
export function decodeText(owner: string, bytes: Uint8Array, start: number, end: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes.subarray(start, end))
  } catch {
    throw new FormatError(owner, start, 'this text is no UTF-8; the file is damaged, or of another format.')
  }
}
