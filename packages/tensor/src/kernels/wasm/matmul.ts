import type { FloatType, Kernel } from '@adjoint/wasm'
import type { TypedArray } from '../../dtype.ts'
import { assign } from '../copy.ts'
import { lanesOf } from './lanes.ts'
import { packSource } from './pack-source.ts'
import { linkOnce, scratchAs } from './scratch.ts'
import { type Block, part, stage } from './stage.ts'
import { type TileRows, tileShape, tilesOf } from './tile-shape.ts'
import { tileSource } from './tile-source.ts'

/** The parts of a product that are computed at a time, so that the scratch memory holds them. */
const innerBlock = 512
const columnBytes = 4096
const leftBytes = 2 ** 19
const resultBytes = 2 ** 20

const kib = 1024

/** Where in the scratch memory the parts lie. What is staged may take twice its size. */
const regions = {
  product: 0,
  left: 1100 * kib,
  leftPanels: 2200 * kib,
  right: 2800 * kib,
  slice: 3900 * kib,
  rightPanels: 4300 * kib,
} as const

/**
 * x y into `result`, row by row from `at` on, by vector instructions; both operands have the dtype.
 *
 * Each sum runs along the inner axis in its order, whatever the layouts are, so that views give the bits of copies.
 */
export function matmulVectors(result: TypedArray, at: number, x: Block, y: Block, dtype: FloatType): void {
  const [a, b] = inLanes(x, y)
  const scratch = scratchAs(dtype)
  const { bytes } = lanesOf[dtype]
  const width = Math.min(b.columns, columnBytes / bytes)
  const depth = Math.min(a.columns, innerBlock)
  const fitting = Math.floor(Math.min(leftBytes / depth, resultBytes / width) / bytes)
  const height = fitting - (fitting % tileShape().rows)
  for (let column = 0; column < b.columns; column += width) {
    const columns = Math.min(width, b.columns - column)
    // where products are added to, the rest of a row's last panel has a place beside it
    const stride = a.columns > depth ? panelColumns(dtype) * Math.ceil(columns / panelColumns(dtype)) : columns
    for (let inner = 0; inner < a.columns; inner += depth) {
      const steps = Math.min(depth, a.columns - inner)
      const right = stageRight(part(b, inner, column, steps, columns), dtype, a.rows)
      for (let row = 0; row < a.rows; row += height) {
        const rows = Math.min(height, a.rows - row)
        const left = stageLeft(part(a, row, inner, rows, steps), dtype, columns)
        const shape = [rows, columns]
        const target = { data: result, shape, strides: [b.columns, 1], offset: at + row * b.columns + column }
        const product = { data: scratch, shape, strides: [stride, 1], offset: 0 }
        if (inner > 0) assign(product, target)
        multiply(left, right, { rows, inner: steps, columns, stride }, dtype, inner > 0)
        // the products of a batch are small: to plan a copy would take as long as they do
        if (stride === b.columns) result.set(scratch.subarray(0, rows * columns), target.offset)
        else assign(target, product)
      }
    }
  }
}

/** A column would leave most lanes empty; as a row it fills them. */
function inLanes(a: Block, b: Block): readonly [Block, Block] {
  return b.columns === 1 && a.rows > 1 ? [transposed(b), transposed(a)] : [a, b]
}

function transposed({ data, offset, rows, columns, rowStride, columnStride }: Block): Block {
  return { data, offset, rows: columns, columns: rows, rowStride: columnStride, columnStride: rowStride }
}

/** Where an operand stands in the scratch memory, with its steps in bytes. */
interface Left {
  readonly layout: 'rows' | 'columns'
  readonly address: number
  readonly row: number
  /** null in panels, which are as wide as the tiles are high */
  readonly column: number | null
}

interface Right {
  readonly address: number
  readonly row: number
  readonly panel: number
}

/** True where each column, not each row, lies in one piece. */
function byColumns({ rowStride, columnStride }: Block): boolean {
  return rowStride === 1 && columnStride !== 1
}

function stageLeft(a: Block, dtype: FloatType, columns: number): Left {
  const { bytes } = lanesOf[dtype]
  const address = regions.left
  if (!byColumns(a)) {
    const stride = stage(scratchAs(dtype), address / bytes, a)
    return { layout: 'rows', address, row: stride * bytes, column: bytes }
  }
  if (columns >= worthPanels || isWide(a, bytes)) {
    stagePanels(transposed(a), tilesOf, regions.leftPanels, dtype)
    return { layout: 'columns', address: regions.leftPanels, row: bytes * a.columns, column: null }
  }
  const stride = stage(scratchAs(dtype), address / bytes, transposed(a))
  return { layout: 'columns', address, row: bytes, column: stride * bytes }
}

function stageRight(b: Block, dtype: FloatType, rows: number): Right {
  const { bytes } = lanesOf[dtype]
  const width = panelColumns(dtype)
  const row = width * bytes
  if (rows >= worthPanels || isWide(b, bytes) || byColumns(b)) {
    const wide = (columns: number): TileRows[] => [{ height: width, first: 0, count: Math.ceil(columns / width) }]
    stagePanels(b, wide, regions.rightPanels, dtype)
    return { address: regions.rightPanels, row, panel: row * b.rows }
  }
  const stride = stage(scratchAs(dtype), regions.right / bytes, b)
  return { address: regions.right, row: stride * bytes, panel: row }
}

/** To lay an operand out in panels pays when so many rows or columns of the other one meet it. */
const worthPanels = 32

/** True where an operand without panels would not stay in the cache. */
function isWide({ rows, columns }: Block, bytes: number): boolean {
  return rows * columns * bytes > 2 ** 19
}

/** How many elements are laid out at a time, so that they are still in the nearest cache when they are. */
const sliceSize = 2 ** 13

/**
 * Lays a matrix out in panels in the scratch memory.
 *
 * @param panelsOf how so many columns are divided among panels; into several widths only where x lies row by row
 */
function stagePanels(x: Block, panelsOf: (columns: number) => TileRows[], address: number, dtype: FloatType): void {
  const { bytes } = lanesOf[dtype]
  const across = byColumns(x)
  const width = panelsOf(x.columns)[0]?.height ?? 1
  const rows = across ? x.rows : Math.ceil(sliceSize / x.columns)
  const columns = across ? width * Math.ceil(sliceSize / (width * x.rows)) : x.columns
  for (let i = 0; i < x.rows; i += rows) {
    for (let j = 0; j < x.columns; j += columns) {
      const slice = part(x, i, j, Math.min(rows, x.rows - i), Math.min(columns, x.columns - j))
      const stride = stage(scratchAs(dtype), regions.slice / bytes, across ? transposed(slice) : slice)
      for (const { height, first, count } of panelsOf(slice.columns)) {
        const to = address + ((j + first) * x.rows + i * height) * bytes
        const pack = packer(dtype, height, across ? 'columns' : 'rows')
        pack(to, regions.slice + first * bytes, slice.rows, count, stride * bytes, height * x.rows * bytes)
      }
    }
  }
}

interface Sizes {
  readonly rows: number
  readonly inner: number
  readonly columns: number
  /** from a row of the product to the next */
  readonly stride: number
}

/**
 * The product, row by row, or what stands in its place and the product; its columns beyond whole panels are computed first, see
 * tileSource.
 */
function multiply(a: Left, b: Right, { rows, inner, columns, stride }: Sizes, dtype: FloatType, adds: boolean): void {
  const { bytes, lanes } = lanesOf[dtype]
  const width = panelColumns(dtype)
  const rest = columns % width
  const wide = Math.floor(columns / width) + (rest > lanes ? 1 : 0)
  for (const { height, first, count } of tilesOf(rows)) {
    const run = (vectors: number, from: number, panels: number): void => {
      const y = regions.product + (first * stride + from * width) * bytes
      const [left, right] = [a.address + first * a.row, b.address + from * b.panel]
      const strides = [stride * bytes, a.row, a.column ?? height * bytes, b.row, b.panel]
      tiles(dtype, height, vectors, a.layout, adds)(y, left, right, count, inner, panels, ...strides)
    }
    if (rest > 0 && rest <= lanes) run(1, wide, 1)
    if (wide > 0) run(tileShape().vectors, 0, wide)
  }
}

function panelColumns(dtype: FloatType): number {
  return tileShape().vectors * lanesOf[dtype].lanes
}

const kernels = new Map<number, Kernel>()

/** The code of a kernel: its kind (0: tiles, 1: panels, 2: tiles that add) and what it is made for, each in its bits. */
function codeOf(kind: 0 | 1 | 2, dtype: FloatType, size: number, layout: 'rows' | 'columns', fused: boolean): number {
  return kind + 4 * Number(dtype === 'float32') + 8 * Number(layout === 'rows') + 16 * Number(fused) + 32 * size
}

function tiles(dtype: FloatType, rows: number, vectors: number, left: 'rows' | 'columns', adds: boolean): Kernel {
  const { unrolled, fused } = tileShape()
  return linkOnce(kernels, codeOf(adds ? 2 : 0, dtype, vectors + 4 * rows, left, fused), () =>
    tileSource({ dtype, rows, vectors, left, adds, unrolled, fused }),
  )
}

function packer(dtype: FloatType, columns: number, from: 'rows' | 'columns'): Kernel {
  return linkOnce(kernels, codeOf(1, dtype, columns, from, false), () => packSource({ dtype, columns, from }))
}
