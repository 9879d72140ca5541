import { slice } from './ops/slice.ts'
import type { SliceItem } from './shape-types/index.ts'
import type { Tensor } from './tensor.ts'

/** A part along one axis: all of the others. */
export function sliceAlong(x: Tensor, axis: number, item: SliceItem): Tensor {
  return slice(x, ...new Array<SliceItem>(axis).fill(':'), item)
}
