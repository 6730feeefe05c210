import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

/** A4 with a margin, in points. */
const size = { width: 595.28, height: 841.89, margin: 50, foot: 70 }
const grey = '#555555'
const require = createRequire(import.meta.url)
const fonts = {
  plain: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'),
  bold: require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf'),
}

export interface Column {
  readonly head: string
  /** Share of the width. */
  readonly share: number
}

/** A report that is written from its first page to its last. */
export interface Pages {
  title(text: string): void
  heading(text: string): void
  text(text: string, as?: 'strong' | 'plain' | 'small'): void
  table(columns: readonly Column[], rows: Iterable<readonly string[]>): void
  /** @param foot of each page, before its number. */
  end(foot: string): Promise<Buffer>
}

interface Glyphs {
  hasGlyphForCodePoint(point: number): boolean
}

/** @param made what the file says of its own age: the same report is the same bytes. */
export function openPages(name: string, made: Date): Pages {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: size.margin, left: size.margin, right: size.margin, bottom: size.foot },
    bufferPages: true,
    lang: 'en',
    info: { Title: name, Producer: 'Keyturn', Creator: 'Keyturn', CreationDate: made, ModDate: made },
  })
  doc.registerFont('plain', fonts.plain).registerFont('bold', fonts.bold)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const ended = new Promise<void>((resolve) => void doc.on('end', resolve))
  const width = size.width - 2 * size.margin
  const bottom = size.height - size.foot
  const glyphs = glyphsOf(doc.font('plain'))
  const shown = (text: string) => printable(text, glyphs)

  function room(height: number): void {
    if (doc.y + height > bottom) doc.addPage()
  }

  function row(columns: readonly Column[], cells: readonly string[], font: 'plain' | 'bold'): void {
    doc.font(font).fontSize(8)
    const texts = columns.map((_, i) => shown(cells[i] ?? ''))
    const widths = columns.map(({ share }) => share * width - 6)
    const height =
      Math.max(...texts.map((text, i) => doc.heightOfString(text, { width: widths[i] ?? 0 }))) + 3
    if (doc.y + height > bottom) {
      doc.addPage()
      if (font === 'plain')
        row(
          columns,
          columns.map(({ head }) => head),
          'bold',
        )
      doc.font(font).fontSize(8)
    }
    const { y } = doc
    let x = size.margin
    for (const [i, text] of texts.entries()) {
      doc.text(text, x, y, { width: widths[i] ?? 0 })
      x += (columns[i]?.share ?? 0) * width
    }
    doc.x = size.margin
    doc.y = y + height
    doc.strokeColor('#dddddd').lineWidth(0.4)
    doc
      .moveTo(size.margin, doc.y - 2)
      .lineTo(size.margin + width, doc.y - 2)
      .stroke()
  }

  return {
    title(text) {
      doc.font('bold').fontSize(20).fillColor('black').text(shown(text), { width }).moveDown(0.4)
    },
    heading(text) {
      room(60)
      doc
        .moveDown(0.9)
        .font('bold')
        .fontSize(12)
        .text(shown(text), size.margin, doc.y, { width })
        .moveDown(0.3)
    },
    text(text, as = 'plain') {
      doc.font(as === 'strong' ? 'bold' : 'plain').fontSize(as === 'small' ? 8 : 10)
      doc.text(shown(text), size.margin, doc.y, { width }).moveDown(0.2)
    },
    table(columns, rows) {
      room(40)
      row(
        columns,
        columns.map(({ head }) => head),
        'bold',
      )
      for (const cells of rows) row(columns, cells, 'plain')
    },
    async end(foot) {
      const { count } = doc.bufferedPageRange()
      for (let page = 0; page < count; page++) {
        doc.switchToPage(page)
        // Below the margin, where text would begin a new page.
        doc.page.margins.bottom = 0
        const y = size.height - size.foot / 2
        doc.font('plain').fontSize(7).fillColor(grey)
        doc.text(shown(foot), size.margin, y, { width: width - 80, lineBreak: false })
        doc.text(`page ${page + 1} of ${count}`, size.margin + width - 80, y, {
          width: 80,
          align: 'right',
          lineBreak: false,
        })
      }
      doc.end()
      await ended
      return Buffer.concat(chunks)
    },
  }
}

/** fontkit's font behind pdfkit's: which characters it has. */
function glyphsOf(doc: PDFKit.PDFDocument): Glyphs {
  const inside: unknown = Reflect.get(doc, '_font')
  const font: unknown = inside instanceof Object ? Reflect.get(inside, 'font') : undefined
  if (font instanceof Object && 'hasGlyphForCodePoint' in font) return font as Glyphs
  throw new Error('pdfkit does not show its font any more')
}

/**
 * A character that the font lacks is told by its number: a name that is printed with holes could be anybody's. Controls
 * and what turns the direction of a line are told the same way.
 */
function printable(text: string, font: Glyphs): string {
  return text.replaceAll(/./gsu, (one) => {
    const point = one.codePointAt(0) ?? 0
    const isHidden = /[\p{C}\p{Zl}\p{Zp}]/u.test(one)
    return !isHidden && font.hasGlyphForCodePoint(point) ? one : `\\u{${point.toString(16)}}`
  })
}
