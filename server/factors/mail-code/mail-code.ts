import { isMailbox, maskAddress, type Courier } from '#notify'
import type { Channel } from '../sent-codes/channel.ts'
import type { ContactRules } from '../contacts.ts'

export interface MailCodeSettings {
  /** Of AD: where mail reaches somebody who has forgotten her password. */
  readonly attributes: readonly string[]
  /** Also `mail`: whoever can read it without the forgotten password. */
  readonly dangerouslySendToOwnMailbox: boolean
  /** People may add addresses themselves. */
  readonly mayAdd: boolean
  /** These mailboxes are inside the fence. */
  readonly worksOffline: boolean
}

const mostAdded = 2

/** Codes by mail. */
export function createMailChannel(
  settings: MailCodeSettings,
  {
    courier,
    distrustChangedAfter,
  }: Pick<ContactRules, 'distrustChangedAfter'> & { readonly courier: Courier },
): Channel {
  const { attributes, dangerouslySendToOwnMailbox, mayAdd, worksOffline } = settings
  return {
    factor: 'mail-code',
    worksOffline,
    contacts: {
      distrustChangedAfter,
      attributes: [...attributes, ...(dangerouslySendToOwnMailbox ? ['mail'] : [])],
    },
    most: mayAdd ? mostAdded : 0,
    // RFC 5321 2.4 leaves the case of the part before the @ to its server; nobody has two mailboxes by it.
    read(written) {
      const address = written.trim().toLowerCase()
      return isMailbox(address) ? address : undefined
    },
    mask: maskAddress,
    mayAdd: ({ mail }, target) => dangerouslySendToOwnMailbox || mail?.trim().toLowerCase() !== target,
    carry: ({ origin, ...letter }) => courier.carry({ ...letter, ...origin }),
  }
}
