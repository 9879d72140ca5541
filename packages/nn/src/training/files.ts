import { DomainError } from '@adjoint/tensor'

/** What is used of Node.js's file system. */
interface Files {
  readFile(path: string): Promise<Uint8Array>
  writeFile(path: string, bytes: Uint8Array): Promise<void>
  rename(from: string, to: string): Promise<void>
  rm(path: string): Promise<void>
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

/** @throws DomainError where there is no such file, or it may not be read */
export async function readFile(owner: string, path: string): Promise<Uint8Array> {
  const files = nodeFiles(owner)
  try {
    return await files.readFile(path)
  } catch (error) {
    throw new DomainError(`${owner}: ${path} cannot be read (${reasonOf(error)}); give the path of a checkpoint.`)
  }
}

/**
 * Writes a file beside the old one, and then puts it in its place: at no time is there half a file.
 *
 * @param probe true to remove it instead: it could be written
 * @throws DomainError where it cannot be written
 */
export async function writeFile(owner: string, path: string, bytes: Uint8Array, probe: boolean): Promise<void> {
  const files = nodeFiles(owner)
  const beside = `${path}.new`
  try {
    await files.writeFile(beside, bytes)
    await (probe ? files.rm(beside) : files.rename(beside, path))
  } catch (error) {
    throw new DomainError(
      `${owner}: ${path} cannot be written (${reasonOf(error)}); give a path in a folder that is there.`,
    )
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
