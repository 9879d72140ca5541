import type { GradientCheck } from './check.ts'

/** A derivative is wrong, or could not be judged often enough; the message is the report. */
export class GradientError extends Error {
  override readonly name = 'GradientError'
  /** the smallest case that shows it; null where too many stayed undecided */
  readonly check: GradientCheck | null

  constructor(message: string, check: GradientCheck | null) {
    super(message)
    this.check = check
  }
}
