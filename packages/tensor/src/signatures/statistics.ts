/** What variance and std take besides the axes. */
export interface SpreadOptions {
  /** "delta degrees of freedom": the divisor is n - ddof; 0 by default */
  readonly ddof?: number
}

/** What norm takes besides the axes. */
export interface NormOptions {
  /** 1, 2 or Infinity; 2, the Euclidean norm, by default */
  readonly ord?: number
}
