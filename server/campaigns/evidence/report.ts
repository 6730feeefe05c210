import {
  behindOn,
  verdicts,
  type Evidence,
  type EvidenceAccount,
  type Verdict,
} from '@keyturn/protocols/evidence'
import { openPages, type Pages } from './page.ts'
import { openWords, verdictWords } from './words.ts'

/** More lines nobody reads; all of them are in evidence.json. */
const mostLines = 2_000
const notListed: ReadonlySet<Verdict> = new Set(['proved', 'exempt', 'disabled', 'gone'])

/** The evidence for people: A4, its pages numbered. @returns a PDF. */
export async function renderReport(evidence: Evidence): Promise<Buffer> {
  const pages = openPages(`Evidence: ${evidence.campaign}`, new Date(evidence.at))
  head(pages, evidence)
  sums(pages, evidence)
  controllers(pages, evidence)
  exceptions(pages, evidence)
  accounts(pages, evidence)
  limits(pages)
  return pages.end(`${evidence.campaign} · read ${evidence.at} · plan ${evidence.plan.slice(0, 16)}`)
}

function head(pages: Pages, evidence: Evidence): void {
  const { campaign, trigger, t0, at, by, domain, plan, proved, open, since, entra } = evidence
  pages.title(`Password campaign ${campaign}`)
  pages.text(
    proved
      ? 'PROVED: nobody in the scope can log on with a password from before T0, but for the exceptions below.'
      : 'NOT PROVED. What is in the way:',
    'strong',
  )
  for (const one of open) {
    pages.text(`– ${openWords(one, evidence.sums[one.subject as Verdict] ?? 0)}`)
  }
  pages.heading('What was read')
  const facts = [
    ['Domain', domain],
    ['T0, from which on passwords count', t0],
    ['Why', trigger],
    ['Read at', `${at} by ${by}`],
    ['Plan (SHA-256)', plan],
    ['Entra ID', entra === undefined ? 'not asked' : `tenant ${entra.tenant}`],
    ['Compared with', since === null ? 'no earlier reading' : `the reading of ${since.at}, ${since.digest}`],
  ]
  pages.table(
    [
      { head: '', share: 0.32 },
      { head: '', share: 0.68 },
    ],
    facts,
  )
}

function sums(pages: Pages, { sums: counts, accounts: all }: Evidence): void {
  pages.heading(`Accounts: ${all.length}`)
  const rows = verdicts
    .filter((verdict) => counts[verdict] > 0)
    .map((verdict) => [String(counts[verdict]), verdict, verdictWords[verdict]])
  pages.table(
    [
      { head: 'Accounts', share: 0.14 },
      { head: 'Verdict', share: 0.2 },
      { head: 'That is', share: 0.66 },
    ],
    rows,
  )
}

function controllers(pages: Pages, { dcs, readOnly, krbtgt }: Evidence): void {
  pages.heading('Domain controllers')
  pages.table(
    [
      { head: 'Name', share: 0.5 },
      { head: 'Read', share: 0.5 },
    ],
    [
      ...dcs.map(({ name, why }) => [name, why === null ? 'every account' : `NOT READ: ${why}`]),
      ...readOnly.map((name) => [name, 'read-only, never asked']),
    ],
  )
  pages.heading('Keys of krbtgt')
  pages.table(
    [
      { head: 'Account', share: 0.25 },
      { head: 'On', share: 0.35 },
      { head: 'Version', share: 0.15 },
      { head: 'Changed', share: 0.25 },
    ],
    krbtgt.map(({ account, dc, keyVersion, changed }) => [
      account,
      dc,
      keyVersion === null ? 'not readable' : String(keyVersion),
      changed ?? 'not readable',
    ]),
  )
}

function exceptions(pages: Pages, { accounts: all }: Evidence): void {
  const exempt = all.filter(({ verdict }) => verdict === 'exempt')
  if (exempt.length === 0) return
  pages.heading('Exceptions, and who answers for them')
  pages.table(
    [
      { head: 'Account', share: 0.25 },
      { head: 'Owner', share: 0.2 },
      { head: 'Until', share: 0.15 },
      { head: 'Why', share: 0.4 },
    ],
    exempt
      .slice(0, mostLines)
      .map(({ name, exemption }) => [
        name,
        exemption?.owner ?? '',
        exemption?.until ?? 'without end',
        exemption?.reason ?? '',
      ]),
  )
  more(pages, exempt.length)
}

function accounts(pages: Pages, evidence: Evidence): void {
  const listed = evidence.accounts.filter(({ verdict }) => !notListed.has(verdict))
  if (listed.length === 0) return
  pages.heading('Accounts that somebody has to look at')
  pages.table(
    [
      { head: 'Account', share: 0.28 },
      { head: 'Segment', share: 0.17 },
      { head: 'Verdict', share: 0.17 },
      { head: 'Where', share: 0.38 },
    ],
    listed.slice(0, mostLines).map((one) => [one.name, one.segment, one.verdict, whereOf(one, evidence)]),
  )
  more(pages, listed.length)
}

function whereOf(account: EvidenceAccount, evidence: Evidence): string {
  if (account.verdict === 'created-since') return `created ${account.created ?? ''}`
  if (account.verdict === 'entra-behind') {
    const changed = account.entra?.is === 'there' ? account.entra.changed : null
    return `Entra ID: ${changed ?? 'never changed'}`
  }
  const behind = behindOn(account, evidence)
  return behind.length === account.on.length ? 'on all domain controllers' : behind.join(', ')
}

function more(pages: Pages, count: number): void {
  if (count > mostLines) pages.text(`and ${count - mostLines} more: they are in evidence.json`)
}

function limits(pages: Pages): void {
  pages.heading('What this does not say')
  pages.text(
    'It is what the domain controllers said. Whoever owns one of them writes any date and any stamp. That a password was set does not say ' +
      'that it is another one: a domain controller keeps that to itself. A character that the font lacks is printed by its number.',
    'small',
  )
}
