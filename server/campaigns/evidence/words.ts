import type { Open, Verdict } from '@keyturn/protocols/evidence'

/** What a verdict means, for somebody who was not there. */
export const verdictWords: Readonly<Record<Verdict, string>> = {
  proved: 'new password since T0 on every domain controller',
  behind: 'new on one domain controller, and not yet on another',
  'entra-behind': 'new in the domain, and Entra ID still has the password from before T0',
  'date-moved': 'the date was moved, and the password was not changed',
  'must-change': 'has to change at the next log-on, and has not been there',
  missed: 'still the password from before T0',
  'moved-in': 'came into the scope later, with a password from before T0',
  'krbtgt-once': 'krbtgt was not shown to be changed twice since the earlier reading',
  unread: 'could not be read',
  disabled: 'disabled on every domain controller, with an old password',
  'created-since': 'created after T0: somebody should know each of them',
  gone: 'deleted since the earlier reading',
  exempt: 'left out, and somebody answers for it',
}

export function openWords({ code, subject }: Open, count: number): string {
  if (code === 'dc-unread') return `The domain controller ${subject} could not be read.`
  if (code === 'plan-refused') return `The plan names ${subject}, which is not there.`
  if (code === 'nobody') return 'No account was found at all.'
  return `${count} accounts: ${verdictWords[subject as Verdict]}.`
}
