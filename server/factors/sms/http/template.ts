import { Fault } from '#kernel'

/** JSON whose texts may have placeholders; what is put in can never become a quote or a brace. */
export type JsonTemplate =
  | string
  | number
  | boolean
  | null
  | readonly JsonTemplate[]
  | { readonly [name: string]: JsonTemplate }

export type Body =
  | { readonly json: JsonTemplate }
  | { readonly form: Readonly<Record<string, string>> }
  | { readonly text: string }

export interface RequestTemplate {
  readonly method: 'GET' | 'POST' | 'PUT'
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: Body | undefined
  /** Texts stand in logs of proxies and servers where they stand in the URL: the code is in them. */
  readonly dangerouslyTextInUrl: boolean
  /** The same of a `{secret:…}`. */
  readonly dangerouslySecretsInUrl: boolean
}

/** By placeholder: `{number}`, `{digits}` (the number without its sign), `{text}`, `{secret:NAME}`. */
export type Values = ReadonlyMap<string, string>

const placeholder = /\{(number|digits|text|secret:[\w.-]+)\}/g
const brace = /\{[^{}]*\}/g

/** @throws {Fault} `config.invalid` for a template that would leak, or that names what there is not. */
export function checkTemplate(template: RequestTemplate, secretNames: readonly string[]): void {
  const { url, headers, body } = template
  const known = new Set(['{number}', '{digits}', '{text}', ...secretNames.map((name) => `{secret:${name}}`)])
  const inUrl: readonly string[] = url.match(brace) ?? []
  const inHeaders = Object.values(headers).flatMap((value) => value.match(brace) ?? [])
  const inBody = textsOf(body).flatMap((value) => value.match(brace) ?? [])
  const refuse = (why: string): never => {
    throw new Fault('config.invalid', `the SMS gateway's ${why}`)
  }

  for (const name of [...inUrl, ...inHeaders, ...inBody]) {
    if (!known.has(name)) refuse(`template has ${name}, which is none of ${[...known].join(' ')}`)
  }
  if (/[{}]/.test(originOf(url))) refuse('URL has a placeholder before its path')
  if (inUrl.includes('{text}') && !template.dangerouslyTextInUrl) {
    refuse('URL has {text}: the code would stand in logs. Put it into the body, or set dangerouslyTextInUrl')
  }
  if (inUrl.some((name) => name.startsWith('{secret:')) && !template.dangerouslySecretsInUrl) {
    refuse('URL has a secret. Put it into a header or the body, or set dangerouslySecretsInUrl')
  }
  if (inHeaders.includes('{text}')) refuse('headers have {text}: put it into the body')
  if (![...inUrl, ...inBody].includes('{text}')) refuse('template has no {text}')
  if (![...inUrl, ...inHeaders, ...inBody].some((name) => name === '{number}' || name === '{digits}')) {
    refuse('template has neither {number} nor {digits}')
  }
}

export interface FilledRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer | undefined
}

export function fillTemplate({ url, headers, body }: RequestTemplate, values: Values): FilledRequest {
  const filled = fillBody(body, values)
  return {
    url: new URL(fill(url, values, (value) => encodeURIComponent(value.toWellFormed()))),
    headers: {
      ...(filled !== undefined && { 'content-type': filled.type }),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, fill(value, values)])),
    },
    body: filled?.bytes,
  }
}

function fillBody(body: Body | undefined, values: Values) {
  if (body === undefined) return undefined
  if ('json' in body) {
    return { type: 'application/json', bytes: Buffer.from(JSON.stringify(fillJson(body.json, values))) }
  }
  if ('text' in body) {
    return { type: 'text/plain; charset=utf-8', bytes: Buffer.from(fill(body.text, values)) }
  }
  const pairs = Object.entries(body.form).map(([name, value]) => [name, fill(value, values)])
  const bytes = Buffer.from(new URLSearchParams(Object.fromEntries(pairs)).toString())
  return { type: 'application/x-www-form-urlencoded', bytes }
}

function fillJson(template: JsonTemplate, values: Values): JsonTemplate {
  if (typeof template === 'string') return fill(template, values)
  if (typeof template !== 'object' || template === null) return template
  if (isList(template)) return template.map((one) => fillJson(one, values))
  return Object.fromEntries(Object.entries(template).map(([name, one]) => [name, fillJson(one, values)]))
}

/** Once over: what is put in is not looked at again. */
const fill = (template: string, values: Values, escape = (value: string) => value) =>
  template.replaceAll(placeholder, (_, name: string) => escape(values.get(name) ?? ''))

function textsOf(body: Body | undefined): readonly string[] {
  if (body === undefined) return []
  if ('text' in body) return [body.text]
  return textsIn('json' in body ? body.json : body.form)
}

function textsIn(template: JsonTemplate): readonly string[] {
  if (typeof template === 'string') return [template]
  if (typeof template !== 'object' || template === null) return []
  return (isList(template) ? template : Object.values(template)).flatMap(textsIn)
}

const isList = (template: JsonTemplate): template is readonly JsonTemplate[] => Array.isArray(template)

const originOf = (url: string) => /^[^:]*:\/\/[^/?#]*/.exec(url)?.[0] ?? url
