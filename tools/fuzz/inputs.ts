import fc from 'fast-check'
import type { Target } from './target.ts'

interface Edit {
  /** Of the input's length, in 65536ths. */
  readonly at: number
  readonly cut: number
  readonly put: Uint8Array
}

/** Numbers that lengths and counters go wrong at. */
const edges = [0, 1, 2, 0x7f, 0x80, 0xff].flatMap((value) => [
  Uint8Array.of(value),
  Uint8Array.of(value, value),
  Uint8Array.of(0, value),
  Uint8Array.of(value, value, value, value),
])

/** Mostly one of the corpus with a few changes, now and then a piece of another one, or any bytes. */
export function inputsFor({
  corpus,
  words = [],
}: Pick<Target, 'corpus' | 'words'>): fc.Arbitrary<Uint8Array> {
  const any = fc.uint8Array({ maxLength: 300 })
  if (corpus.length === 0) return any
  const one = fc.constantFrom(...corpus)
  const pieces = [...edges, ...words.map((word) => new TextEncoder().encode(word))]
  const slice = fc.tuple(one, fc.nat(0xffff), fc.nat(64)).map(([bytes, at, length]) => {
    const start = placeIn(bytes, at)
    return bytes.subarray(start, start + length)
  })
  const put = fc.oneof(fc.constantFrom(...pieces), fc.uint8Array({ maxLength: 6 }), slice)
  const edit: fc.Arbitrary<Edit> = fc.record({ at: fc.nat(0xffff), cut: fc.nat(8), put })
  const changed = fc
    .tuple(one, fc.array(edit, { maxLength: 6 }))
    .map(([bytes, edits]) => edits.reduce(apply, bytes))
  const short = fc.tuple(one, fc.nat(0xffff)).map(([bytes, at]) => bytes.subarray(0, placeIn(bytes, at)))
  return fc.oneof(
    { weight: 10, arbitrary: changed },
    { weight: 1, arbitrary: short },
    { weight: 1, arbitrary: any },
  )
}

const placeIn = (bytes: Uint8Array, at: number) => Math.floor((bytes.length * at) / 0x1_0000)

function apply(bytes: Uint8Array, { at, cut, put }: Edit): Uint8Array {
  const place = placeIn(bytes, at)
  return Buffer.concat([bytes.subarray(0, place), put, bytes.subarray(place + cut)])
}
