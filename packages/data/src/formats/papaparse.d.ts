// What csv.ts uses of papaparse. The types that others publish for it name Node.js's, which would then be visible in every
// source file, and the check that sources also run in browsers would be none.
declare module 'papaparse' {
  interface Problem {
    readonly code: string
    readonly row?: number
  }
  interface Config {
    readonly delimiter: string
    readonly newline: string
  }
  interface Result {
    readonly data: string[][]
    readonly errors: readonly Problem[]
  }
  const Papa: { parse(text: string, config: Config): Result }
  export = Papa
}
