import { symbolOf, valuesOf } from './base32.ts'

/**
 * Three check symbols by which a slip is told at once: a Reed-Solomon code over GF(32), shortened from (31, 28), with
 * the generator (x − α)(x − α²)(x − α³). Two right texts differ in at least four symbols, so up to three wrong ones,
 * wherever they are, and any two that changed places are always noticed. It keeps nobody from making up a right text.
 */
const checkSymbols = 3

/** x⁵ + x² + 1, under which α = 2 generates every element but 0. */
const reduce = 0b10_0101

const powers: readonly number[] = Array.from({ length: 30 }).reduce<number[]>(
  (all) => {
    const doubled = (all.at(-1) ?? 0) << 1
    return [...all, doubled > 31 ? doubled ^ reduce : doubled]
  },
  [1],
)

function times(a: number, b: number): number {
  if (a === 0 || b === 0) return 0
  return powers[(powers.indexOf(a) + powers.indexOf(b)) % 31] ?? 0
}

/** Highest power first, without the leading 1. */
const generator = [1, 2, 3].reduce<readonly number[]>(
  (polynomial, root) => {
    const shifted = [...polynomial, 0]
    return shifted.map((one, at) => one ^ times(polynomial[at - 1] ?? 0, powers[root] ?? 0))
  },
  [1],
)

/** Of at most 28 symbols. */
export function checkOf(text: string): string {
  const remainder = valuesOf(text).reduce<readonly number[]>(
    (rest, value) => {
      const factor = value ^ (rest[0] ?? 0)
      return [...rest.slice(1), 0].map((one, at) => one ^ times(factor, generator[at + 1] ?? 0))
    },
    Array.from({ length: checkSymbols }, () => 0),
  )
  return remainder.map(symbolOf).join('')
}

/** @returns the text without its check symbols; undefined if they do not fit. */
export function checked(text: string): string | undefined {
  const body = text.slice(0, -checkSymbols)
  return text === body + checkOf(body) ? body : undefined
}
