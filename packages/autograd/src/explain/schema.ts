const integer = { type: 'integer', minimum: 0 } as const
const text = { type: 'string' } as const
const number = { anyOf: [{ type: 'number' }, { enum: ['NaN', 'Infinity', '-Infinity', '-0'] }] } as const
const tensor = { $ref: '#/$defs/tensor' } as const

/**
 * The JSON Schema of what `explain(...).toJson()` gives. Operands, `to`, `node`, `users` and `outputs` are indices into `nodes`, or
 * into `constants` where an operand says so.
 */
export const explanationSchema: Readonly<Record<string, unknown>> = /* @__PURE__ */ schema()

function schema(): Readonly<Record<string, unknown>> {
  const scripts = object({ unicode: text, latex: text })
  const formula = object({ unicode: text, latex: text, numbers: nullable(scripts) })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'An explanation of a computation and of its gradient',
    ...object({
      version: { const: 1 },
      nodes: list(
        object({
          index: integer,
          symbol: scripts,
          name: text,
          scope: text,
          op: nullable(text),
          operands: list(object({ kind: { enum: ['node', 'constant'] }, index: integer })),
          formula: nullable(formula),
          value: tensor,
          adjoint: nullable(tensor),
          users: list(integer),
          callSite: nullable(text),
        }),
      ),
      constants: list(object({ index: integer, symbol: scripts, value: tensor })),
      outputs: list(integer),
      seeds: list(object({ node: integer, cotangent: tensor })),
      steps: list(
        object({
          node: integer,
          adjoint: tensor,
          contributions: list(
            object({
              to: integer,
              operand: integer,
              local: nullable(object({ unicode: text, latex: text, numbers: nullable(scripts), value: tensor })),
              formula,
              term: tensor,
              sum: tensor,
              number: integer,
              of: integer,
            }),
          ),
        }),
      ),
      layers: list(object({ scope: text, node: integer, adjoint: number, ratio: number })),
      findings: list(
        object({
          kind: { enum: ['vanishing', 'exploding', 'dead', 'saturated'] },
          node: integer,
          measure: number,
          units: list(integer),
          message: text,
        }),
      ),
    }),
    $defs: {
      tensor: object({
        shape: list(integer),
        dtype: { enum: ['float32', 'float64', 'int32', 'bool'] },
        min: nullable(number),
        max: nullable(number),
        norm: number,
        data: nullable(list(number)),
      }),
    },
  }
}

/** An object with exactly these properties. */
function object(properties: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { type: 'object', required: Object.keys(properties), properties, additionalProperties: false }
}

function list(items: unknown): Readonly<Record<string, unknown>> {
  return { type: 'array', items }
}

function nullable(schema: unknown): Readonly<Record<string, unknown>> {
  return { anyOf: [schema, { type: 'null' }] }
}
