import { checkOptions, DomainError, type DType, DTypeError, isFloat } from '@adjoint/tensor'

/** Throws unless all sizes are positive integers, all options are known, and the dtype has derivatives. */
export function checkLayer(
  owner: string,
  sizes: readonly number[],
  options: { readonly dtype?: DType },
  known: readonly string[],
): void {
  checkOptions(owner, options, known)
  const { dtype = 'float32' } = options
  if (!isFloat(dtype)) throw new DTypeError(`${owner}: dtype is ${dtype}; give 'float32' or 'float64'.`)
  for (const size of sizes) {
    if (Number.isInteger(size) && size >= 1) continue
    throw new DomainError(`${owner}(${sizes.join(', ')}): ${size} is no layer size; give integers of 1 or more.`)
  }
}
