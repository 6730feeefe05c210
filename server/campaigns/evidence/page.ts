import { createRequire } from 'node:module'
import PDFDocument from 'pdfkit'

/** A4 with a margin, in points. */
const size = { width: 595.28, height: 841.89, margin: 50, foot: 70 }
const grey = '#555555'
const require = createRequire(import.meta.url)
/** With Greek, Cyrillic and Łukasz, which the fourteen fonts of PDF lack. */
export const pageFonts = {
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

interface Sheet {
  readonly doc: PDFKit.PDFDocument
  readonly shown: (text: string) => string
}

const width = size.width - 2 * size.margin
const bottom = size.height - size.foot

/** @param made what the file says of its own age: the same report is the same bytes. */
export function openPages(name: string, made: Date): Pages {
  const doc = new PDFDocument({
    size: 'A4',
    margins: { top: size.margin, left: size.margin, right: size.margin, bottom: size.foot },
    bufferPages: true,
    lang: 'en',
    info: { Title: name, Producer: 'Keyturn', Creator: 'Keyturn', CreationDate: made, ModDate: made },
  })
  doc.registerFont('plain', pageFonts.plain).registerFont('bold', pageFonts.bold)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const ended = new Promise<void>((resolve) => void doc.on('end', resolve))
  const shown = printableIn(doc)
  const sheet = { doc, shown }

  return {
    title(text) {
      doc.font('bold').fontSize(20).fillColor('black').text(shown(text), { width }).moveDown(0.4)
    },
    heading(text) {
      room(doc, 60)
      doc.moveDown(0.9).font('bold').fontSize(12)
      doc.text(shown(text), size.margin, doc.y, { width }).moveDown(0.3)
    },
    text(text, as = 'plain') {
      doc.font(as === 'strong' ? 'bold' : 'plain').fontSize(as === 'small' ? 8 : 10)
      doc.text(shown(text), size.margin, doc.y, { width }).moveDown(0.2)
    },
    table(columns, rows) {
      room(doc, 40)
      headRow(sheet, columns)
      for (const cells of rows) row(sheet, columns, cells)
    },
    async end(foot) {
      numberPages(doc, shown(foot))
      doc.end()
      await ended
      return Buffer.concat(chunks)
    },
  }
}

function room(doc: PDFKit.PDFDocument, height: number): void {
  if (doc.y + height > bottom) doc.addPage()
}

function headRow(sheet: Sheet, columns: readonly Column[]): void {
  const heads = columns.map(({ head }) => head)
  sheet.doc.font('bold').fontSize(8)
  draw(sheet.doc, columns, heads)
}

/** On a new page under its heads again. */
function row(sheet: Sheet, columns: readonly Column[], cells: readonly string[]): void {
  const { doc, shown } = sheet
  const texts = columns.map((_, i) => shown(cells[i] ?? ''))
  doc.font('plain').fontSize(8)
  if (doc.y + heightOf(doc, columns, texts) > bottom) {
    doc.addPage()
    headRow(sheet, columns)
    doc.font('plain').fontSize(8)
  }
  draw(doc, columns, texts)
}

const cellWidth = ({ share }: Column) => share * width - 6

function heightOf(doc: PDFKit.PDFDocument, columns: readonly Column[], texts: readonly string[]): number {
  const heights = columns.map((column, i) => doc.heightOfString(texts[i] ?? '', { width: cellWidth(column) }))
  return Math.max(...heights) + 3
}

function draw(doc: PDFKit.PDFDocument, columns: readonly Column[], texts: readonly string[]): void {
  const height = heightOf(doc, columns, texts)
  const { y } = doc
  let x = size.margin
  for (const [i, column] of columns.entries()) {
    doc.text(texts[i] ?? '', x, y, { width: cellWidth(column) })
    x += column.share * width
  }
  doc.x = size.margin
  doc.y = y + height
  const line = doc.y - 2
  doc.strokeColor('#dddddd').lineWidth(0.4)
  doc
    .moveTo(size.margin, line)
    .lineTo(size.margin + width, line)
    .stroke()
}

function numberPages(doc: PDFKit.PDFDocument, foot: string): void {
  const { count } = doc.bufferedPageRange()
  const y = size.height - size.foot / 2
  for (let page = 0; page < count; page++) {
    doc.switchToPage(page)
    // Below the margin, where text would begin a new page.
    doc.page.margins.bottom = 0
    doc.font('plain').fontSize(7).fillColor(grey)
    doc.text(foot, size.margin, y, { width: width - 80, lineBreak: false })
    const number = `page ${page + 1} of ${count}`
    doc.text(number, size.margin + width - 80, y, { width: 80, align: 'right', lineBreak: false })
  }
}

/** What a document's font can show of a text: see `printable`. Its fonts are those of here. */
export function printableIn(doc: PDFKit.PDFDocument): (text: string) => string {
  const glyphs = glyphsOf(doc.font('plain'))
  return (text) => printable(text, glyphs)
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
