import type { CampaignByHand, HandTrust } from '@keyturn/contract'
import { printable } from '../../output.ts'

const isName = (name: string) => /^[A-Za-z0-9_.-]+$/.test(name)

const directionWords: Readonly<Record<HandTrust['direction'], string>> = {
  inbound: 'our people get in there',
  outbound: 'their people get in here',
  both: 'both ways',
  disabled: 'disabled',
}

/** samba-tool(8). */
const sambaWords: Readonly<Record<HandTrust['direction'], string>> = {
  inbound: 'incoming',
  outbound: 'outgoing',
  both: 'both',
  disabled: 'AS-IT-WAS',
}

/**
 * A sheet for each trust. Microsoft's forest recovery guide, "Resetting a trust password": once on each side, the same
 * password, which is set twice by itself.
 */
export function trustSheets({ campaign, domain, trusts }: CampaignByHand): readonly string[] {
  const open = trusts.filter(({ isDone }) => !isDone)
  if (open.length === 0) return ['no trust is left to be done']
  return open
    .flatMap((one) => [
      `== ${one.partner} (${one.netbios}) ==`,
      `kind       ${one.kind}, ${directionWords[one.direction]}`,
      `account    ${one.account ?? whyNone(one)}`,
      ...(one.account === null
        ? []
        : [`password   of ${one.passwordSet?.slice(0, 10) ?? 'no day is known'}`]),
      ...stepsFor(one, domain.dns),
      ...(one.account === null
        ? ['  Nothing of it can be signed off here: keep this sheet, with a name and a time on it.']
        : [`  Then: keyturn campaign sign-off ${campaign} ${one.account}`]),
      '',
    ])
    .map(printable)
}

function whyNone({ direction }: HandTrust): string {
  return direction === 'outbound'
    ? 'none here, but the password was in the database all the same'
    : 'not in the scope of this campaign'
}

function stepsFor({ partner, kind, direction }: HandTrust, ours: string): readonly string[] {
  if (kind === 'other') return ['By hand: it is of no kind that this sheet knows.']
  if (kind === 'realm') {
    return [
      'A realm that is no domain, so neither netdom /resetOneSide nor samba-tool changes its password:',
      '  1. Agree on a new random password of 32 characters with whoever runs it.',
      `  2. There, for each direction that is used: kadmin -q "cpw krbtgt/${printed(ours.toUpperCase())}@${printed(partner)}", and the same with the two names changed round.`,
      '  3. Here: delete the trust and make it again with that password (Active Directory Domains and Trusts).',
    ]
  }
  const [a, b] = [printed(ours), printed(partner)]
  return [
    'Windows, by both administrators at the same hour, each at the PDC emulator of her own domain:',
    '  1. Make one random password of 32 letters and digits, and take it to the other side in person.',
    `  2. Here:  netdom trust ${a} /domain:${b} /resetOneSide /passwordT:PASSWORD /userO:administrator /passwordO:*`,
    `  3. There: netdom trust ${b} /domain:${a} /resetOneSide /passwordT:PASSWORD /userO:administrator /passwordO:*`,
    '     Once on each side: it sets the password twice by itself. Close both windows, which show it; clear the screen.',
    `  4. Look:  netdom trust ${a} /domain:${b} /verify, and on both sides "nltest /sc_verify:OTHER-DOMAIN".`,
    ...(kind === 'within-forest'
      ? ['Samba: it has no trusts within a forest.']
      : [
          'Samba has no command that changes it. Delete it on both sides and make it again; note "samba-tool domain trust show" first:',
          `  samba-tool domain trust delete ${b} --delete-location=both -U administrator@${b}`,
          `  samba-tool domain trust create ${b} --type=${kind} --direction=${sambaWords[direction]} --create-location=both -U administrator@${b}`,
          `  samba-tool domain trust validate ${b} -U administrator@${b}`,
        ]),
  ]
}

/** A name that could be more than a name is left to be typed. */
const printed = (name: string) => (isName(name) ? name : 'ITS-NAME')
