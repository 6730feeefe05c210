import { SaxesParser, type SaxesTagNS } from 'saxes'

/** An element without prefixes: what it is called follows from its namespace and local name only. */
export interface Element {
  readonly namespace: string
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
  readonly children: readonly Element[]
  /** Its own character data, trimmed. */
  readonly text: string
}

export const pskcNamespace = 'urn:ietf:params:xml:ns:keyprov:pskc'

/** Children of RFC 6030's own namespace. */
export const childrenOf = (element: Element | undefined, name: string): readonly Element[] =>
  element?.children.filter((child) => child.namespace === pskcNamespace && child.name === name) ?? []

export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce((at, name) => childrenOf(at, name)[0], element)

/**
 * A child of the standards that RFC 6030 leans on, by its local name alone: its own example spells some of them
 * without a namespace (figure 7, `Salt`), and containers in use follow it.
 */
export const foreignOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce(
    (at, name) => at?.children.find((child) => child.namespace !== pskcNamespace && child.name === name),
    element,
  )

export type TreeProblem = 'malformed' | 'document-type' | 'encoding' | 'not-pskc' | 'too-deep'

class TreeError extends Error {
  readonly why: TreeProblem
  constructor(why: TreeProblem) {
    super(why)
    this.why = why
  }
}

interface Open {
  readonly tag: SaxesTagNS
  readonly children: Element[]
  text: string
}

/** One key has about thirty elements, eight deep. */
const maxElements = 2_000
const maxDepth = 32

export type Fed =
  | { readonly ok: true }
  | { readonly ok: false; readonly why: TreeProblem; readonly line: number | undefined }

/**
 * Reads a container piece by piece and hands over each element below its root as soon as that ends, so that a file
 * of many keys never lies in memory as a tree.
 */
export function createTreeReader(onElement: (element: Element) => void) {
  const parser = new SaxesParser({ xmlns: true, position: true })
  const stack: Open[] = []
  let elements = 0

  // A document type is all that an entity can come from; saxes itself expands none but those of XML and numbers.
  parser.on('doctype', () => fail('document-type'))
  parser.on('error', () => fail('malformed'))
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding)) fail('encoding')
  })
  parser.on('opentag', (tag) => {
    if (stack.length === 0 && !isContainer(tag)) fail('not-pskc')
    if (stack.length >= maxDepth || ++elements > maxElements) fail('too-deep')
    stack.push({ tag, children: [], text: '' })
  })
  const addText = (text: string) => {
    const open = stack.at(-1)
    // Below the root there are only elements; its blanks would add up to the whole file.
    if (open !== undefined && stack.length > 1) open.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const closed = stack.pop()
    if (closed === undefined || stack.length === 0) return
    const element = elementOf(closed)
    if (stack.length > 1) return void stack.at(-1)?.children.push(element)
    elements = 0
    onElement(element)
  })

  function attempt(work: () => void): Fed {
    try {
      work()
      return { ok: true }
    } catch (error) {
      if (error instanceof TreeError) return { ok: false, why: error.why, line: parser.line }
      throw error
    }
  }

  return {
    feed: (text: string) => attempt(() => void parser.write(text)),
    end: () => attempt(() => void parser.close()),
  }
}

function fail(why: TreeProblem): never {
  throw new TreeError(why)
}

const isContainer = ({ uri, local, attributes }: SaxesTagNS) =>
  uri === pskcNamespace && local === 'KeyContainer' && attributes['Version']?.value === '1.0'

const elementOf = ({ tag, children, text }: Open): Element => ({
  namespace: tag.uri,
  name: tag.local,
  attributes: new Map(
    Object.values(tag.attributes)
      .filter(({ uri }) => uri === '')
      .map(({ local, value }) => [local, value]),
  ),
  children,
  text: text.trim(),
})
