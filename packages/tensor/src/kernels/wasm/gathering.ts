import type { FloatType } from '@adjoint/wasm'
import { type Buffer, blank, type NDArray } from '../../array.ts'
import type { Pair } from '../../families/windows.ts'
import type { ShapeDType } from '../../op.ts'
import { dim, rowMajor, sizeOf } from '../../shape.ts'
import { assign } from '../copy.ts'
import { laidOut, type Phases, placesOf, type Results } from '../phases.ts'
import { along, eachOf, regions, shareOf, someOf, vectorDType } from './convolution-memory.ts'
import { correlate, type Kernels, layTable, layWeights, spare } from './correlation.ts'
import { lanesOf } from './lanes.ts'
import { layPhases } from './phases.ts'
import { scratchAs } from './scratch.ts'

/** Results that are gathered from images, each from a window in all channels of its group. */
export interface Gathering {
  readonly x: Buffer
  /** [groups, kernels, channels, kh, kw] */
  readonly weights: Buffer
  readonly out: ShapeDType
  /** how many rows of the result share the same phases */
  readonly unit: number
  /** what results from here to there along an axis read */
  phases(axis: 0 | 1, range: Pair): Phases
}

/** The results, by vector instructions; null where they are not for those, see shareOf. */
export function gather({ x, weights, out, unit, phases }: Gathering): NDArray | null {
  const dtype = vectorDType(out)
  if (dtype === null) return null
  const { bytes } = lanesOf[dtype]
  const [images = 0, , height = 0, width = 0] = out.shape
  const [groups = 0, kernels = 0, channels = 0] = weights.shape
  const across = phases(1, [0, width])
  const downOf = (from: number, count: number) => phases(0, [from * unit, Math.min(height, (from + count) * unit)])
  const rows = Math.ceil(height / unit)
  const depth = sizeOf(weights.shape.slice(2))
  const elements = (count: number, own: number) => {
    const down = downOf(0, count)
    const read = Math.min(dim(x.shape, 2), down.length * Math.max(...down.pieces.map(({ step }) => step)))
    const results = largest(down) * largest(across) + spare(dtype)
    return {
      aside: channels * read * dim(x.shape, 3),
      images: channels * laidOut(down, across),
      results: own * results,
    }
  }
  const columns = across.length === width ? height * width : largest(across)
  const share = shareOf({ groups, kernels, images, rows, columns, depth, elements }, dtype)
  if (share === null) return null

  const y = blank(out)
  const first = downOf(0, share.rows)
  const [row, channel] = [across.length, first.length * across.length]
  eachOf(groups, share.groups, (group, groupCount) => {
    const perImage = groupCount * channels * channel
    const steps = { across: across.pieces.length, step: share.images * perImage, row }
    eachOf(kernels, share.kernels, (kernel, own) => {
      const some = { ...weights, shape: [groupCount, own, ...weights.shape.slice(2)] }
      const [perGroup = 0, perKernel = 0] = weights.strides
      const block = { ...some, offset: weights.offset + group * perGroup + kernel * perKernel }
      const laid = layKernels(block, first, across, { channel, ...steps }, dtype)
      eachOf(rows, share.rows, (top, count) => {
        const down = { ...downOf(top, count), length: first.length }
        eachOf(images, share.images, (image, imageCount) => {
          const read = someOf(x, [image, imageCount], [group * channels, groupCount * channels])
          const layout = { address: regions.images, perPhase: steps.step, aside: regions.aside, padding: 0 }
          layPhases(read, down, across, layout, dtype)
          const target = someOf(y, [image, imageCount], [group * kernels + kernel, groupCount * own])
          for (const { kernels: each, vertical, horizontal } of laid) {
            const [a, b] = [down.results[vertical], across.results[horizontal]]
            if (a === undefined || b === undefined || a.count <= 0 || b.count <= 0) continue
            const plane = a.count * b.count + spare(dtype)
            const to = { image: groupCount * own * plane, channel: plane, row: b.count }
            for (const [g, one] of each.entries()) {
              const from = { address: regions.images + g * channels * channel * bytes, image: perImage, row }
              const address = regions.results + g * own * plane * bytes
              correlate(one, imageCount, [a.count, b.count], from, { address, ...to }, dtype)
            }
            takeResults(target, a, b, to, dtype)
          }
        })
      })
    })
  })
  return y
}

function largest({ results }: Phases): number {
  return Math.max(...results.map(({ count }) => count))
}

/** The kernels, for each group, of the results of a phase of rows and one of columns. */
interface PhaseKernels {
  readonly kernels: readonly Kernels[]
  readonly vertical: number
  readonly horizontal: number
}

/** Lays out tables and weights [groups, kernels, channels, kh, kw]; of phases that meet no place of a window, there are none. */
function layKernels(
  weights: Buffer,
  down: Phases,
  across: Phases,
  steps: Parameters<typeof placesOf>[2] & { readonly channel: number },
  dtype: FloatType,
): PhaseKernels[] {
  const { bytes } = lanesOf[dtype]
  const [groups = 0, kernels = 0, channels = 0] = weights.shape
  let [table, address]: [number, number] = [regions.table, regions.weights]
  const all: PhaseKernels[] = []
  for (const [vertical, { taps: rows }] of down.results.entries()) {
    for (const [horizontal, { taps: columns }] of across.results.entries()) {
      const depth = channels * rows.length * columns.length
      if (depth === 0) continue
      layTable(table, placesOf(rows, columns, steps), channels, steps.channel, dtype)
      const part = along(along(weights, 3, placesIn(rows)), 4, placesIn(columns))
      assign({ ...part, data: scratchAs(dtype), strides: rowMajor(part.shape), offset: regions.aside / bytes }, part)
      const size = kernels * depth * bytes
      const each = Array.from({ length: groups }, (_, g): Kernels => {
        layWeights(address + g * size, regions.aside + g * size, [kernels, depth], dtype)
        return { weights: address + g * size, table, channels: kernels, depth }
      })
      all.push({ kernels: each, vertical, horizontal })
      table += depth * 4
      address += groups * size
    }
  }
  return all
}

function placesIn(taps: Results['taps']): Pick<Results, 'at' | 'count' | 'step'> {
  const [first = { place: 0 }, second = first] = taps
  return { at: first.place, count: taps.length, step: second.place - first.place }
}

/** Copies results out of the scratch memory to where they belong. */
function takeResults(
  target: Buffer,
  rows: Results,
  columns: Results,
  { image, channel, row }: { readonly image: number; readonly channel: number; readonly row: number },
  dtype: FloatType,
): void {
  const part = along(along(target, 2, rows), 3, columns)
  const offset = regions.results / lanesOf[dtype].bytes
  assign(part, { data: scratchAs(dtype), shape: part.shape, strides: [image, channel, row, 1], offset })
}
