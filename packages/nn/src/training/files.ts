import { DomainError } from '@adjoint/tensor'

/** What is used of Node.js's file system. */
interface Files {
  readFile(path: string): Promise<Uint8Array>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
  rename(from: string, to: string): Promise<void>
}

/** Node.js's files, without an import that a bundler for pages would follow. */
function nodeFiles(owner: string): Files {
  const { process } = globalThis as { process?: { getBuiltinModule?: (name: string) => Files | undefined } }
  const files = process?.getBuiltinModule?.('node:fs/promises')
  if (files !== undefined) return files
  throw new DomainError(
    `${owner}: there are no files here. Give bytes, or a function that takes them, in place of a path.`,
  )
}

export async function readFile(owner: string, path: string): Promise<Uint8Array> {
  return nodeFiles(owner).readFile(path)
}

/** Writes a file beside the old one, and then puts it in its place: at no time is there half a file. */
export async function writeFile(owner: string, path: string, bytes: Uint8Array): Promise<void> {
  const files = nodeFiles(owner)
  await files.writeFile(`${path}.new`, bytes)
  await files.rename(`${path}.new`, path)
}
