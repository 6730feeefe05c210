import { readSymbols } from './base32.ts'

/** 80 bits. */
export const responseSymbols = 16

/** As it was typed. @returns the one spelling; undefined if it is not 16 symbols, so that a slip costs no try. */
export function parseResponse(typed: string): string | undefined {
  const text = readSymbols(typed)
  return text?.length === responseSymbols ? text : undefined
}
