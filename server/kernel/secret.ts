import { inspect } from 'node:util'

/**
 * A password, code or key on its way to the one place that needs it. Printing, logging, joining to a string
 * or turning it into JSON gives `[secret]`; only `reveal` gives the value.
 */
export interface Secret {
  reveal(): string
  toJSON(): '[secret]'
  toString(): '[secret]'
  readonly [inspect.custom]: () => '[secret]'
}

export function secret(value: string): Secret {
  const masked = () => '[secret]' as const
  return { reveal: () => value, toJSON: masked, toString: masked, [inspect.custom]: masked }
}
