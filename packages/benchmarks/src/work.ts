/** Something that is measured. */
export interface Work {
  readonly help: string
  /** @param args the command line after the work's name */
  run(args: readonly string[]): Promise<void>
}
