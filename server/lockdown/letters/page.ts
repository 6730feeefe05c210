import PDFDocument from 'pdfkit'
import { pageFonts, printableIn } from '#campaigns'
import type { Random, Secret } from '#kernel'
import { paperWords, type PaperLanguage } from './words.ts'

/** One letter. */
export interface Page {
  readonly number: string
  /** As people call her. */
  readonly name: string
  readonly account: string
  readonly office: string
  readonly pass: Secret
}

export interface About {
  /** The organisation. */
  readonly name: string
  readonly helpDesk: string
  readonly portal: string
  readonly run: number
  readonly made: Date
  readonly hours: number
  readonly by: string
  readonly why: string
  readonly language: PaperLanguage
}

/** A4 in points, and its two folds at 99 and 198 mm. */
const size = { width: 595.28, height: 841.89, margin: 56 }
const folds = [280.63, 561.26] as const
const width = size.width - 2 * size.margin
const ground = 'ABCDEFGHJKMNPQRSTVWXYZ0123456789'

/**
 * All letters of a run in one file, a page each, printed on one side:
 *
 *     ┌─────────────────┐
 *     │ name, office    │  stays outside
 *     ├ ─ ─ backwards ─ ┤
 *     │ pass, steps     │  inside: covered by
 *     ├ ─ ─ forwards  ─ ┤
 *     │ printed ground  │  this, so that it cannot be read against the light
 *     └─────────────────┘
 *
 * It is held in memory: the answer to whoever asked for it is the only place where it goes.
 */
export async function renderLetters(pages: readonly Page[], about: About, random: Random): Promise<Buffer> {
  const info = { Title: `Letters ${about.run}`, Producer: 'Keyturn', Creator: 'Keyturn' }
  const times = { CreationDate: about.made, ModDate: about.made }
  const doc = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    lang: about.language,
    info: { ...info, ...times },
  })
  doc.registerFont('plain', pageFonts.plain).registerFont('bold', pageFonts.bold)
  const chunks: Buffer[] = []
  doc.on('data', (chunk: Buffer) => void chunks.push(chunk))
  const ended = new Promise<void>((resolve) => void doc.on('end', resolve))
  const shown = printableIn(doc)
  for (const page of pages) {
    doc.addPage()
    outside(doc, page, about, shown)
    inside(doc, page, about, shown)
    cover(doc, about, random)
    marks(doc)
  }
  doc.end()
  await ended
  const all = Buffer.concat(chunks)
  for (const chunk of chunks) chunk.fill(0)
  return all
}

type Doc = PDFKit.PDFDocument
type Shown = (text: string) => string

function outside(doc: Doc, { number, name, account, office }: Page, about: About, shown: Shown): void {
  const words = paperWords[about.language]
  write(doc, shown(about.name), { y: 48, size: 10 })
  write(doc, shown(words.letter(number)), { y: 48, size: 10, align: 'right' })
  write(doc, shown(name), { y: 110, size: 18, font: 'bold' })
  doc.moveDown(0.3)
  write(doc, shown(account), { y: doc.y, size: 11 })
  if (office !== '') write(doc, shown(office), { y: doc.y + 4, size: 11 })
  write(doc, words.only, { y: folds[0] - 40, size: 9 })
}

function inside(doc: Doc, { account, pass }: Page, about: About, shown: Shown): void {
  const words = paperWords[about.language]
  write(doc, words.title, { y: folds[0] + 26, size: 12, font: 'bold' })
  write(doc, pass.reveal(), { y: folds[0] + 50, size: 24, font: 'bold' })
  write(doc, words.once(about.hours), { y: folds[0] + 88, size: 9 })
  doc.moveDown(0.7)
  for (const [i, step] of words.steps(about.portal, account).entries()) {
    write(doc, `${i + 1}.  ${shown(step)}`, { y: doc.y + 2, size: 10 })
  }
  write(doc, shown(words.help(about.helpDesk)), { y: doc.y + 8, size: 9 })
}

/** Letters as dense as those of the pass, over the whole third that lies on it. */
function cover(doc: Doc, { language }: About, random: Random): void {
  write(doc, paperWords[language].inside, { y: folds[1] + 10, size: 8 })
  doc.font('bold').fontSize(24).fillColor('#9a9a9a')
  const perLine = 27
  for (let line = 0; line < 9; line++) {
    const text = Array.from(random(perLine), (byte) => ground[byte & 31] ?? '').join('')
    doc.text(text, size.margin, folds[1] + 26 + line * 26, { lineBreak: false })
  }
  doc.fillColor('black')
}

/** At the edges, where whoever folds looks. */
function marks(doc: Doc): void {
  doc.strokeColor('#555555').lineWidth(0.5)
  for (const y of folds) {
    for (const x of [12, size.width - 32]) {
      doc
        .moveTo(x, y)
        .lineTo(x + 20, y)
        .stroke()
    }
  }
}

interface Look {
  readonly y: number
  readonly size: number
  readonly font?: 'plain' | 'bold'
  readonly align?: 'left' | 'right'
}

function write(doc: Doc, text: string, { y, size: points, font = 'plain', align = 'left' }: Look): void {
  doc.font(font).fontSize(points).fillColor('black')
  doc.text(text, size.margin, y, { width, align })
}
