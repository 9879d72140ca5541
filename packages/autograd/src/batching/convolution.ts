import { apply, type Op, reshape, swapAxes, type Tensor } from '@adjoint/tensor'
import { both } from '@adjoint/tensor/backend'
import { allBatched } from './align.ts'
import { oneByOne } from './one-by-one.ts'
import type { Batch } from './rule.ts'

// A batch of convolutions is one convolution: of more images, or of more groups of channels.

interface Groups {
  readonly groups: number
}

/** Of an op of images and kernels: images of a batch are more images, unless the kernels are a batch, too. */
export function ofImages<A extends Groups>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  const [images, kernels] = batch.x
  if (images === undefined || kernels === undefined || batch.batched[1] === true) return inGroups(op, batch, attrs)
  const [size = 0, count = 0, ...image] = images.shape
  const y = apply(op, [reshape(images, [size * count, ...image]), kernels], attrs)
  return reshape(y, [size, count, ...y.shape.slice(1)])
}

/** Of an op of images and kernels that are both a batch: each pair has its own groups of channels. */
function inGroups<A extends Groups>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  if (batch.size === 0) return oneByOne(op, batch, attrs) // 0 groups do not tell how many channels one has
  const [images, kernels] = both(allBatched(batch))
  const y = apply(op, [channels(images), rows(kernels)], { ...attrs, groups: attrs.groups * batch.size })
  const [count = 0, all = 0, ...image] = y.shape
  const apart = reshape(y, [count, batch.size, all / batch.size, ...image])
  return swapAxes(apart, 0, 1)
}

/** Of the op of two images that gives kernels. */
export function ofTwoImages<A extends Groups>(op: Op<A>, batch: Batch, attrs: A): Tensor {
  if (batch.size === 0) return oneByOne(op, batch, attrs)
  const y = apply(op, allBatched(batch).map(channels), { ...attrs, groups: attrs.groups * batch.size })
  const [all = 0, ...kernel] = y.shape
  return reshape(y, [batch.size, all / batch.size, ...kernel])
}

/** [size, count, channels, ...] as [count, size · channels, ...] */
function channels(x: Tensor): Tensor {
  const [size = 0, count = 0, depth = 0, ...image] = x.shape
  const swapped = swapAxes(x, 0, 1)
  return reshape(swapped, [count, size * depth, ...image])
}

/** [size, outputs, ...] as [size · outputs, ...] */
function rows(w: Tensor): Tensor {
  const [size = 0, outputs = 0, ...kernel] = w.shape
  return reshape(w, [size * outputs, ...kernel])
}
