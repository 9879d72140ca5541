import { record } from '@adjoint/autograd'
import { type Tensor, zeros } from '@adjoint/tensor'

/** A size of images that windows of any use fit into. */
const large = 2 ** 30

/**
 * Lets the op of a layer refuse the layer's options when it is made. The op is recorded only, on no images, so that nothing
 * is computed.
 *
 * @param forward the layer's
 * @param lead the channels, where it has some
 * @param axes how many an image has beside those
 */
export function checkWindows(forward: (x: Tensor) => unknown, lead: readonly number[], axes: 1 | 2): void {
  record(forward, zeros([0, ...lead, ...[large, large].slice(0, axes)]))
}
