import type { Directory } from '#directory'
import type { AccountId } from '#kernel'
import { everyMailbox, type Contacts } from '#notify'
import type { Config } from './config.ts'

export interface ContactsDeps {
  readonly config: Pick<Config, 'mail' | 'factors'>
  readonly directory: Pick<Directory, 'attributesOf'>
}

const language = 'preferredLanguage'

/**
 * Where notices go: AD's `mail`, the mailboxes that she added, then whatever else the configuration names, or codes
 * are sent to. What was written after the instant of `distrustAttributesChangedAfter` counts here: it proves nothing,
 * and what a thief wrote stands beside the rest.
 */
export function createContacts(
  { config, directory }: ContactsDeps,
  mailboxesOf: (account: AccountId) => Promise<readonly string[]>,
): (account: AccountId) => Promise<Contacts> {
  const listed = [...config.mail.noticeAttributes, ...(config.factors.mailCode?.attributes ?? [])]
  return async (account) => {
    const [own, known] = await Promise.all([
      mailboxesOf(account),
      directory.attributesOf(account, ['mail', language, ...listed]),
    ])
    const valuesOf = (name: string) => known.get(name)?.values ?? []
    return {
      addresses: everyMailbox([...valuesOf('mail'), ...own], listed.flatMap(valuesOf)),
      language: valuesOf(language)[0] ?? null,
    }
  }
}
