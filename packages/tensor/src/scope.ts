let current = ''

/**
 * Runs `body` under a name: tape nodes made inside are called `name/matmul`, and errors begin with it.
 * Scopes nest (`encoder/fc1`). They name things and change no result.
 *
 * @example scope('fc1', () => x.matmul(w)) // a tape prints this node as fc1/matmul
 */
export function scope<T>(name: string, body: () => T): T {
  return atScope(inScope(name), body)
}

/** Runs `body` as if exactly these scopes were open: what a derivative does belongs where its op was. */
export function atScope<T>(path: string, body: () => T): T {
  const outer = current
  current = path
  try {
    return body()
  } finally {
    current = outer
  }
}

/** `name`, prefixed with the scopes that are open now. */
export function inScope(name: string): string {
  return current === '' ? name : `${current}/${name}`
}

/** The scopes that are open now, joined with slashes; empty outside any. */
export function currentScope(): string {
  return current
}
