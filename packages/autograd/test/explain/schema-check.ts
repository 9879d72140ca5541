// As much of JSON Schema as explanationSchema uses. A keyword that it does not know is an error: nothing passes unseen.

type Schema = Readonly<Record<string, unknown>>

const known = new Set(['type', 'required', 'properties', 'additionalProperties', 'items', 'anyOf', 'enum', 'const', 'minimum', '$ref', '$schema', '$defs', 'title']) // biome-ignore format: one line

/** What is wrong with a value, each with its place; empty where nothing is. */
export function problems(root: Schema, value: unknown): string[] {
  return check(root, value, '', root)
}

function check(schema: Schema, value: unknown, path: string, root: Schema): string[] {
  const unknown = Object.keys(schema).filter((keyword) => !known.has(keyword))
  if (unknown.length > 0) throw new TypeError(`the checker does not know ${unknown.join(', ')}`)
  if (typeof schema.$ref === 'string') return check(resolve(root, schema.$ref), value, path, root)
  const found: string[] = []
  if (schema.const !== undefined && schema.const !== value) found.push(`${path} is not ${String(schema.const)}`)
  if (Array.isArray(schema.enum) && !schema.enum.includes(value)) found.push(`${path} is none of ${schema.enum.join()}`)
  if (typeof schema.type === 'string' && !isOf(schema.type, value)) return [...found, `${path} is no ${schema.type}`]
  if (typeof schema.minimum === 'number' && Number(value) < schema.minimum) found.push(`${path} is too small`)
  if (Array.isArray(schema.anyOf)) {
    const ways = schema.anyOf.map((one: Schema) => check(one, value, path, root))
    if (!ways.some(({ length }) => length === 0)) found.push(...(ways[0] ?? []))
  }
  if (Array.isArray(value) && schema.items !== undefined) {
    found.push(...value.flatMap((item, i) => check(schema.items as Schema, item, `${path}/${i}`, root)))
  }
  if (schema.type === 'object') found.push(...checkObject(schema, value as Schema, path, root))
  return found
}

function checkObject(schema: Schema, value: Schema, path: string, root: Schema): string[] {
  const properties = (schema.properties ?? {}) as Readonly<Record<string, Schema>>
  const missing = ((schema.required ?? []) as readonly string[]).filter((key) => !Object.hasOwn(value, key))
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const own = properties[key]
    if (own !== undefined) return check(own, part, `${path}/${key}`, root)
    return schema.additionalProperties === false ? [`${path}/${key} is not allowed`] : []
  })
  return [...missing.map((key) => `${path}/${key} is missing`), ...parts]
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}

function resolve(root: Schema, ref: string): Schema {
  return ref
    .split('/')
    .slice(1)
    .reduce((part, key) => part[key] as Schema, root)
}
