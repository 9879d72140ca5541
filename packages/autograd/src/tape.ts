import { ones, type Tensor, TraceError } from '@adjoint/tensor'
import { backward } from './backward.ts'
import { formatTape } from './format-tape.ts'
import { Recording } from './recording.ts'

/**
 * The record of a computation, in the order in which it ran, and so already in topological order: the graph of which
 * reverse mode walks the other way.
 *
 * @example
 * const tape = new Tape()
 * const x = tape.input(tensor(3), 'x')
 * const y = x.square().add(x)
 * const adjoints = tape.backward(y)
 * console.log(tape.toString(adjoints))
 */
export class Tape extends Recording {
  /** what the recorded function returned; empty unless record() made this tape */
  readonly outputs: Tensor[] = []

  /**
   * Reverse mode: the adjoint of every node, the derivative of `output` with respect to it.
   *
   * @param output a node of this tape
   * @param g the cotangent of the output, of its shape; ones by default
   * @returns for each node its adjoint, or null where the output does not depend on it
   * @throws TraceError when the output is not on this tape, or the tape holds no values; ShapeError when g has not its
   *   shape; DTypeError when it is no float
   */
  backward(output: Tensor, g?: Tensor): (Tensor | null)[] {
    if (output.tracedBy !== this) {
      throw new TraceError(`backward: ${output.describe()} is not on this tape; give a node that it recorded.`)
    }
    if (!this.values) {
      throw new TraceError('backward: this tape was recorded without values; use new Tape(), or vjp, to go backward.')
    }
    return backward(this, [[output, g ?? ones(output.shape, { dtype: output.dtype })]])
  }

  /** One line a node; with adjoints, their shapes and norms too. */
  override toString(adjoints: readonly (Tensor | null)[] = []): string {
    return formatTape(this, adjoints)
  }
}
