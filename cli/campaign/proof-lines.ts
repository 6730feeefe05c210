import {
  campaignVerdict,
  type CampaignVerdict,
  type KeptVerification,
  type VerifiedCampaign,
} from '@keyturn/contract'
import type { Evidence } from '@keyturn/protocols/evidence'
import type { Checkpoint } from '@keyturn/protocols/tlog'
import { printable } from '../output.ts'
import { count } from './plan-lines.ts'

/** What a verdict means, and what to do where something is to be done. */
export const verdictWords: Readonly<Record<CampaignVerdict, string>> = {
  proved: 'new password since T0 on every domain controller',
  behind: 'new on one domain controller and not on another: see to the replication, and verify again',
  'entra-behind':
    'new in the domain, and Entra ID still takes the password from before T0: see to the synchronisation, and verify again',
  'date-moved':
    'pwdLastSet was moved and the password was not changed: somebody wrote -1 to it. Reset it, and ask who did',
  'must-change': 'must change at the next log-on and has not been there: the old password still lets in once',
  missed: 'still the password from before T0',
  'moved-in': 'came into the scope since, with a password from before T0',
  'krbtgt-once': 'krbtgt: two changes are proved only beside an earlier reading (--since)',
  unread: 'could not be read: a domain controller, a right of the service account, or Entra ID is missing',
  disabled: 'disabled everywhere, with an old password: reset it before it is enabled again',
  'created-since': 'created after T0: somebody should know each of them',
  gone: 'deleted since the earlier reading',
  exempt: 'excluded by the plan or exempt, with an owner and a reason',
}

export function proofLines(
  found: VerifiedCampaign & { readonly kept?: KeptVerification | undefined },
): readonly string[] {
  const { campaign, t0, at, dcs, readOnly, named } = found
  return [
    `${campaign}: ${found.proved ? 'PROVED' : 'NOT PROVED'}; passwords since ${t0}, read ${at}`,
    '',
    ...dcs.map(({ name, why }) => (why === null ? `read      ${name}` : `NOT READ  ${name}: ${why}`)),
    ...readOnly.map((name) => `read-only ${name}: never asked`),
    ...found.krbtgt.map(
      ({ account, dc, keyVersion, changed }) =>
        `${account.padEnd(9)} version ${keyVersion ?? '?'} on ${dc}, changed ${changed ?? '?'}`,
    ),
    '',
    ...sumLines(found.sums),
    ...(named.length === 0 ? [] : ['', ...named.map(namedLine)]),
    ...found.open.filter(({ code }) => code !== 'accounts').map(openLine),
    ...(found.kept === undefined ? [] : ['', ...keptLines(campaign, found.kept)]),
  ].map(printable)
}

/** What a pack says, after it was checked. */
export function evidenceLines({
  evidence,
  checkpoint,
}: {
  readonly evidence: Evidence
  readonly checkpoint: Checkpoint
}): readonly string[] {
  const { campaign, proved, at, by, dcs, readOnly, sums } = evidence
  const exempt = evidence.accounts.filter(({ verdict }) => verdict === 'exempt')
  return [
    `${campaign}: the pack is whole, and says ${proved ? 'PROVED' : 'NOT PROVED'}`,
    `read ${at} by ${by}; in the log ${checkpoint.origin} of ${checkpoint.size} entries`,
    ...dcs.map(({ name, why }) => (why === null ? `read      ${name}` : `NOT READ  ${name}: ${why}`)),
    ...readOnly.map((name) => `read-only ${name}: never asked`),
    ...sumLines(sums),
    ...exempt.map(
      ({ name, exemption }) => `exempt ${name}: ${exemption?.owner ?? ''}, ${exemption?.reason ?? ''}`,
    ),
  ].map(printable)
}

function sumLines(sums: Partial<Readonly<Record<CampaignVerdict, number>>>): readonly string[] {
  return campaignVerdict.options
    .filter((verdict) => (sums[verdict] ?? 0) > 0)
    .map(
      (verdict) => `${verdict.padEnd(14)}${count(sums[verdict] ?? 0).padStart(9)}  ${verdictWords[verdict]}`,
    )
}

function namedLine({ verdict, name, segment, on, signedOffBy }: VerifiedCampaign['named'][number]): string {
  const signed = signedOffBy === null ? '' : `: signed off by ${signedOffBy}, and NOT done`
  return `  ${verdict.padEnd(14)} ${name} (${segment})${on.length === 0 ? '' : ` on ${on.join(', ')}`}${signed}`
}

/** Where the campaign stands after it, and the next step. */
function keptLines(campaign: string, { state, left, awaited }: KeptVerification): readonly string[] {
  if (state === 'closed') return [`${campaign} is closed: keyturn campaign evidence ${campaign} --to FOLDER`]
  const lines = [
    ...(left > 0
      ? [`${count(left)} accounts are left, by verdict above: see to them, and verify again`]
      : []),
    ...(awaited > 0
      ? [`${count(awaited)} people are not back, and their deadline is still to come: it closes after that`]
      : []),
  ]
  return [`${campaign} is ${state}`, ...lines]
}

function openLine({ code, subject }: VerifiedCampaign['open'][number]): string {
  if (code === 'dc-unread') return `REFUSED ${subject} was not read: nothing is proved of the whole domain`
  if (code === 'nobody') return 'REFUSED nobody is in the scope: that proves nothing'
  return `REFUSED the plan names ${subject}, which is not there: keyturn campaign plan says more`
}
