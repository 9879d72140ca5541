const mib = 2 ** 20

/** The largest block whose release glibc learns from has 32 MiB, what it needs beside the numbers included. */
const learnedBytes = 32 * mib - 2 ** 16

/** Blocks below that size lie in the heap; so many are made to be let go. */
const heapBytes = learnedBytes - 2 ** 16
const heapBlocks = 3

/** A block that the heap has no gap for, so that it lies behind the others. */
const stayingBytes = 4 * mib

const staying: ArrayBuffer[] = []

/**
 * Makes the C library of Linux keep memory that arrays leave, so that the next arrays need no new pages.
 *
 * At first glibc takes each array of 128 KiB or more from the system, and gives it back when it is collected. Once a larger block
 * has been freed, it lays arrays up to that size into its heap, and gives back the heap's end as soon as twice as much is free
 * there (mallopt(3), M_MMAP_THRESHOLD): 64 MiB at most, which is what the engine lets gather before it collects arrays. So one
 * block stays behind 96 MiB that are free. None of these pages is touched, so they take no room before arrays use them.
 */
export function keepFreedMemory(): void {
  const { process } = globalThis as { readonly process?: { readonly platform?: string } } // undefined in a page
  if (staying.length > 0 || process?.platform !== 'linux') return
  free(new ArrayBuffer(learnedBytes))
  const blocks = Array.from({ length: heapBlocks }, () => new ArrayBuffer(heapBytes))
  staying.push(new ArrayBuffer(stayingBytes))
  blocks.forEach(free)
}

/** At once; an engine that cannot, such as that of Node.js 20, collects the block some time later. */
function free(block: ArrayBuffer & { readonly transfer?: (bytes: number) => ArrayBuffer }): void {
  block.transfer?.(0)
}
