import { encode } from 'uqr'

const halves = [' ', '▄', '▀', '█'] as const
/** Black on white, whatever the terminal's colours are: cameras fail on the reverse. */
const blackOnWhite = '\u001b[30;107m'
const asBefore = '\u001b[0m'

/** A QR code of text: each character is two modules, one above the other, with the quiet zone around. */
export function pictureOf(text: string): string {
  const { data, size } = encode(text, { ecc: 'M', border: 4 })
  const lines: string[] = []
  for (let y = 0; y < size; y += 2) {
    const [upper = [], lower = []] = [data[y], data[y + 1]]
    const line = upper.map((on, x) => halves[(on ? 2 : 0) + (lower[x] ? 1 : 0)])
    lines.push(blackOnWhite + line.join('') + asBefore)
  }
  return lines.join('\n')
}
