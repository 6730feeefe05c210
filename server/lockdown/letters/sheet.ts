import { openPages } from '#campaigns'
import type { About, Page } from './page.ts'
import type { LeftOut } from './recipients.ts'

/** The control sheet: who gets which letter, and who gave it. There is no pass in it. @returns a PDF. */
export async function renderSheet(
  letters: readonly Omit<Page, 'pass'>[],
  leftOut: readonly LeftOut[],
  { name, run, made, hours, by, why }: About,
): Promise<Buffer> {
  const pages = openPages(`Control sheet ${run}`, made)
  pages.title(`${name}: letters, run ${run}`)
  pages.text(`${letters.length} letters, made ${made.toISOString()} by ${by}: ${why}`)
  pages.text(
    `A pass counts for nothing until its letter is confirmed with "keyturn letters handed NUMBER"; then once, for ${hours} hours.`,
  )
  pages.text(
    'Fold each letter: the lower third up over the middle, then both backwards at the upper mark, so that the name stays outside. Close it with a seal. Count letters and lines before the first is handed out; the next run voids what is left.',
  )
  pages.table(
    [
      { head: 'Number', share: 0.11 },
      { head: 'Name', share: 0.22 },
      { head: 'Account', share: 0.15 },
      { head: 'Office', share: 0.2 },
      { head: 'Handed over by, when', share: 0.17 },
      { head: 'Signature', share: 0.15 },
    ],
    letters.map((one) => [one.number, one.name, one.account, one.office, '\u00a0', '\u00a0']),
  )
  if (leftOut.length > 0) {
    pages.heading('No letter for')
    pages.table(
      [
        { head: 'Account', share: 0.5 },
        { head: 'Why', share: 0.5 },
      ],
      leftOut.map(({ account, why: reason }) => [account, reason]),
    )
  }
  return pages.end(`control sheet ${run}`)
}
