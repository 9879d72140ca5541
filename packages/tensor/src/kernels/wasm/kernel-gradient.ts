import type { FloatType, Kernel } from '@adjoint/wasm'
import { blank, type NDArray } from '../../array.ts'
import type { ShapeDType } from '../../op.ts'
import { dim, rowMajor, sizeOf } from '../../shape.ts'
import type { ConvWindow } from '../convolution.ts'
import { assign } from '../copy.ts'
import { laidOut, phasesOf, placesOf } from '../phases.ts'
import { along, eachOf, regions, rowsOf, shareOf, someOf, vectorDType } from './convolution-memory.ts'
import { layTable } from './correlation.ts'
import { type KernelGradientVariant, kernelGradientSource } from './kernel-gradient-source.ts'
import { lanesOf } from './lanes.ts'
import { layPhases } from './phases.ts'
import { linkOnce, scratchAs } from './scratch.ts'
import { tileShape, tilesOf } from './tile-shape.ts'

/**
 * kernelKernel by vector instructions; null where it is not for them, see shareOf.
 *
 * The weights' sums stand where the weights themselves do in a convolution, the cotangents where its results do.
 */
export function kernelVectors(x: NDArray, g: NDArray, window: ConvWindow, out: ShapeDType): NDArray | null {
  const dtype = vectorDType(out)
  if (dtype === null) return null
  const { bytes } = lanesOf[dtype]
  const { groups } = window
  const [rows, columns] = window.output
  const [images, channels, kernels] = [dim(x.shape, 0), dim(out.shape, 1), dim(out.shape, 0) / groups]
  const depth = sizeOf(out.shape.slice(1))
  const across = phasesOf(window, 1, [0, columns])
  const downOf = (from: number, count: number) => phasesOf(window, 0, [from, from + count])
  const elements = (count: number, own: number) => {
    const down = downOf(0, count)
    const aside = channels * Math.min(window.input[0], down.length * window.stride[0]) * window.input[1]
    return { aside, images: channels * laidOut(down, across), results: own * count * columns }
  }
  const columnsInARow = across.length === columns ? rows * columns : columns
  const share = shareOf({ groups, kernels, images, rows, columns: columnsInARow, depth, elements }, dtype)
  if (share === null) return null

  const w = blank(out)
  const scratch = scratchAs(dtype)
  const first = downOf(0, share.rows)
  const channel = first.length * across.length
  eachOf(groups, share.groups, (group, groupCount) => {
    const perImage = groupCount * channels * channel
    const steps = { across: across.pieces.length, step: share.images * perImage, row: across.length }
    const places = placesOf(first.results[0]?.taps ?? [], across.results[0]?.taps ?? [], steps)
    layTable(regions.table, places, channels, channel, dtype)
    eachOf(kernels, share.kernels, (kernel, own) => {
      const at = { at: group * kernels + kernel, count: groupCount * own, step: 1 }
      const sums = { data: scratch, shape: [at.count, depth], strides: [depth, 1], offset: regions.weights / bytes }
      scratch.fill(0, sums.offset, sums.offset + at.count * depth)
      eachOf(rows, share.rows, (top, count) => {
        const down = { ...downOf(top, count), length: first.length }
        eachOf(images, share.images, (image, imageCount) => {
          const layout = { address: regions.images, perPhase: steps.step, aside: regions.aside, padding: 0 }
          layPhases(
            someOf(x, [image, imageCount], [group * channels, groupCount * channels]),
            down,
            across,
            layout,
            dtype,
          )
          const read = rowsOf(someOf(g, [image, imageCount], [at.at, at.count]), [top, count])
          assign({ ...read, data: scratch, strides: rowMajor(read.shape), offset: regions.results / bytes }, read)
          const plane = count * columns
          for (let one = 0; one < groupCount; one++) {
            addSums(
              {
                result: regions.weights + one * own * depth * bytes,
                cotangents: regions.results + one * own * plane * bytes,
                images: regions.images + one * channels * channel * bytes,
              },
              { kernels: own, depth, images: imageCount, rows: count, columns },
              { cotangents: at.count * plane, image: perImage, row: across.length },
              dtype,
            )
          }
        })
      })
      const matrix = { data: w.data, shape: [dim(w.shape, 0), depth], strides: [depth, 1], offset: w.offset }
      assign(along(matrix, 0, at), sums)
    })
  })
  return w
}

interface Addresses {
  readonly result: number
  readonly cotangents: number
  readonly images: number
}

interface Sizes {
  readonly kernels: number
  readonly depth: number
  readonly images: number
  readonly rows: number
  readonly columns: number
}

/** From image to image, and from row to row of the images, in elements. */
interface Steps {
  readonly cotangents: number
  readonly image: number
  readonly row: number
}

/** A sixth kernel in a tile was slower: what is loaded of each is a whole vector, and not one number for all lanes. */
const mostKernels = 5

/** Rows of no more vectors have code of their own. */
const mostWritten = 4

/** Adds the sums over all windows of some images. */
function addSums(at: Addresses, sizes: Sizes, steps: Steps, dtype: FloatType): void {
  const { bytes, lanes } = lanesOf[dtype]
  const { depth, images } = sizes
  // where windows are one number wide, the next row follows without a gap
  const merges = steps.row === sizes.columns
  const [rows, columns] = merges ? [1, sizes.rows * sizes.columns] : [sizes.rows, sizes.columns]
  const plane = sizes.rows * sizes.columns
  const shape = tileShape()
  const vectors = Math.ceil(columns / lanes)
  const highest = Math.min(shape.rows, mostKernels)
  for (const { height, first, count } of tilesOf(sizes.kernels, highest)) {
    const most = Math.min(depth, Math.floor((highest * shape.vectors) / height))
    const run = (place: number, width: number, rounds: number): void => {
      kernelFor({
        dtype,
        kernels: height,
        places: width,
        vectors: vectors > mostWritten ? 0 : vectors,
        fused: shape.fused,
      })(
        at.result + (first * depth + place) * bytes,
        at.cotangents + first * plane * bytes,
        ...[regions.table + 4 * place, at.images, images, rows, columns, count, rounds],
        ...[depth * bytes, steps.cotangents * bytes, plane * bytes, steps.image * bytes, steps.row * bytes],
      )
    }
    const rest = depth % most
    run(0, most, (depth - rest) / most)
    if (rest > 0) run(depth - rest, rest, 1)
  }
}

const cache = new Map<number, Kernel>()

function kernelFor(variant: KernelGradientVariant): Kernel {
  const { dtype, kernels, places, vectors, fused } = variant
  const code = Number(dtype === 'float32') + 2 * Number(fused) + 4 * vectors + 32 * kernels + 256 * places
  return linkOnce(cache, code, () => kernelGradientSource(variant))
}
