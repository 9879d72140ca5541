import { AdjointError } from '@adjoint/tensor'

/** Bytes that are not what their format says: damaged, cut off, or not of this format at all. */
export class FormatError extends AdjointError {
  /** the byte at which it was noticed, counted from 0; null where a byte says nothing, as in text */
  readonly offset: number | null
  /** what is wrong there, and what to do */
  readonly problem: string

  /**
   * @param owner the function that read them
   * @param offset the byte at which it was noticed, or null
   * @param problem what is wrong there, and what to do
   */
  constructor(owner: string, offset: number | null, problem: string) {
    super(`${owner}: ${offset === null ? '' : `at byte ${offset}: `}${problem}`)
    this.offset = offset
    this.problem = problem
  }
}
