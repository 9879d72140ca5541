/** The largest block of memory whose release glibc learns from is 32 MiB; this is somewhat less. */
const blockBytes = 2 ** 25 - 2 ** 16

let asked = false

/**
 * Makes the C library of Linux keep memory that arrays leave, up to 64 MiB, so that the next arrays need no new pages.
 *
 * At first glibc takes each array of 128 KiB or more from the system, and gives it back when it is collected. Once a larger block
 * has been freed, it treats arrays up to that size like small ones, and keeps twice as much (mallopt(3), M_MMAP_THRESHOLD). So one
 * block is made, which nobody touches and which takes no room, and left to be collected.
 */
export function keepFreedMemory(): void {
  if (asked) return
  asked = true
  const { process } = globalThis as { readonly process?: { readonly platform?: string } } // undefined in a page
  if (process?.platform === 'linux') void new ArrayBuffer(blockBytes)
}
