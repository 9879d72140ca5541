import { install, type Peer } from '../../packages/benchmarks/src/peers/install.ts'

export { install }

/** Installs a peer for a program that can do nothing without it: where that fails, it says so and ends with status 1. */
export function installOrExit(peer: Peer): void {
  try {
    install(peer, (text) => console.error(text))
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}
