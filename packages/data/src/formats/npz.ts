import { checkOptions, DomainError, type Tensor } from '@adjoint/tensor'
import { type Zippable, zipSync } from 'fflate'
import { viewOf } from './bytes.ts'
import { FormatError } from './format-error.ts'
import { limitOf, type UnpackOptions } from './inflate.ts'
import { claimName, namedTensors } from './names.ts'
import { readNpy, writeNpy } from './npy.ts'
import { type Member, readZip } from './zip.ts'

export interface NpzOptions {
  /** whether to compress, as `numpy.savez_compressed` does; false by default */
  readonly compressed?: boolean
}

/**
 * The arrays of a NumPy `.npz` file: a zip archive of `.npy` files.
 *
 * @param bytes the whole file, as `numpy.savez` or `numpy.savez_compressed` writes it
 * @param options.maxBytes how many bytes may come out: 100 times the size of the file by default, and at least 16 MiB
 * @returns the arrays by their names, each as parseNpy reads it
 * @throws FormatError when it is no such file, damaged, or unpacks to more; DTypeError as parseNpy; DomainError
 * @example parseNpz(formatNpz({ w: tensor([1, 2]) })) // { w: Tensor f32[2] [1, 2] }
 */
export function parseNpz(bytes: Uint8Array, options: UnpackOptions = {}): Record<string, Tensor> {
  viewOf('parseNpz', bytes) // before a limit is made of its length
  const members = readZip('parseNpz', bytes, limitOf('parseNpz', bytes, options))
  const seen = new Set<string>()
  return Object.fromEntries(
    members.map((member) => {
      const name = nameOf(member)
      claimName('parseNpz', null, name, seen)
      return [name, readNpy(`parseNpz: ${member.name}`, 'the array', member.bytes, 0, member.bytes.length)]
    }),
  )
}

/** What a zip archive writes in two bytes: the number of its files, the length of a name. */
const mostInZip = 2 ** 16 - 1
const encoder = new TextEncoder()

/**
 * A `.npz` file of some tensors. The same tensors give the same bytes.
 *
 * @param tensors by their names, which are the names of the arrays
 * @param options.compressed whether to compress, as `numpy.savez_compressed` does; false by default
 * @throws DomainError when a value is no tensor, a name does not fit, they are 65,535 or more, or an option is unknown;
 *   ShapeError as formatNpy
 * @example formatNpz({ x: zeros([1000]) }, { compressed: true }).length // 207
 */
export function formatNpz(tensors: Readonly<Record<string, Tensor>>, options: NpzOptions = {}): Uint8Array {
  checkOptions('formatNpz', options, ['compressed'])
  const { compressed = false } = options
  const named = namedTensors('formatNpz', tensors)
  if (named.length >= mostInZip) {
    throw new DomainError(
      `formatNpz: a zip archive holds fewer than 65,535 arrays, not ${named.length}; write several.`,
    )
  }
  const files: Zippable = {}
  for (const [name, tensor] of named) {
    const file = `${name}.npy`
    if (encoder.encode(file).length > mostInZip) {
      throw new DomainError(
        `formatNpz: ${JSON.stringify(name.slice(0, 20))}... is too long for a zip archive; shorten it.`,
      )
    }
    files[file] = writeNpy('formatNpz', tensor)
  }
  // a date of its own would make each file another; the earliest that a zip archive can hold
  return zipSync(files, { level: compressed ? 6 : 0, mtime: new Date(1980, 0, 1) })
}

function nameOf({ name }: Member): string {
  if (name.endsWith('.npy')) return name.slice(0, -4)
  throw new FormatError('parseNpz', null, `the archive holds ${JSON.stringify(name)}; give one of .npy files only.`)
}
