import { LineCounter, parseDocument, type Document } from 'yaml'
import { z } from 'zod'

/** One thing that is wrong in a file that a person wrote: where, and what to write instead. */
export interface YamlProblem {
  readonly line: number
  /** `listen.port`; empty for the file as a whole. */
  readonly path: string
  readonly message: string
}

export type YamlRead<T> =
  | { readonly ok: true; readonly value: T; readonly lineOf: (path: readonly PropertyKey[]) => number }
  | { readonly ok: false; readonly problems: readonly YamlProblem[] }

/** Reads a file's text by a schema. Reports every problem, not the first. */
export function readYaml<S extends z.ZodType>(schema: S, text: string): YamlRead<z.infer<S>> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    const problems = document.errors.map(({ pos: [at], message }) => ({
      line: lines.linePos(at).line,
      path: '',
      message: message.split('\n')[0] ?? message,
    }))
    return { ok: false, problems }
  }
  const lineOf = (path: readonly PropertyKey[]) => nearestLine(document, lines, path)
  const parsed = schema.safeParse(document.toJS() ?? {})
  if (parsed.success) return { ok: true, value: parsed.data, lineOf }
  const problems = parsed.error.issues.flatMap((issue) => {
    const paths =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    return paths.map((path) => ({
      line: lineOf(path),
      path: path.join('.'),
      message: issue.code === 'unrecognized_keys' ? unknownKey(schema, issue.path) : issue.message,
    }))
  })
  return { ok: false, problems: problems.toSorted((a, b) => a.line - b.line) }
}

/** The line of the value, or of the nearest thing around it that is there. */
function nearestLine(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (node !== null && typeof node === 'object' && 'range' in node && Array.isArray(node.range)) {
      return lines.linePos(Number(node.range[0])).line
    }
  }
  return 1
}

function unknownKey(schema: unknown, parent: readonly PropertyKey[]): string {
  let inner: unknown = schema
  for (const key of parent) inner = insideOf(inner, key)
  const known = Object.keys(shapeOf(inner) ?? {})
  return known.length > 0 ? `is not a setting; known here: ${known.join(', ')}` : 'is not a setting'
}

function insideOf(schema: unknown, key: PropertyKey): unknown {
  const inner = unwrapped(schema)
  return inner instanceof z.ZodArray ? inner.element : shapeOf(inner)?.[String(key)]
}

function shapeOf(schema: unknown): Record<string, unknown> | undefined {
  const inner = unwrapped(schema)
  return inner instanceof z.ZodObject ? inner.shape : undefined
}

function unwrapped(schema: unknown): unknown {
  let inner = schema
  while (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault || inner instanceof z.ZodOptional) {
    inner = inner.unwrap()
  }
  return inner
}
