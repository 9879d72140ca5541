// Bytes for `v128.shuffle`: 0 to 15 are those of the first vector, 16 to 31 of the second.

/** The upper eight bytes, twice. */
export const upperHalf: readonly number[] = [8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15]

/** The lower eight bytes of both vectors. */
export const lowerHalves: readonly number[] = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23]
