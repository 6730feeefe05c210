import type { Account, Attribute, Directory } from '#directory'
import type { AccountId } from '#kernel'

/** Which attributes of AD say where somebody is reached, and since when nobody believes what was written there. */
export interface ContactRules {
  readonly attributes: readonly string[]
  /** What was changed later is not used, nor what does not tell when: somebody may have written his own number there. */
  readonly distrustChangedAfter?: Date | undefined
}

export interface Contact {
  readonly attribute: string
  readonly value: string
  readonly changed: Date | null
}

/** More reads than this are made by one walk through the domain. */
const oneByOne = 50
const atOnce = 8

/** Where AD says that somebody is reached, as far as it is believed. For nobody the same question, and nothing. */
export async function contactsOf(
  directory: Pick<Directory, 'attributesOf'>,
  account: AccountId,
  rules: ContactRules,
): Promise<readonly Contact[]> {
  if (rules.attributes.length === 0) return []
  const all = await directory.attributesOf(account, rules.attributes)
  return [...all].flatMap(([attribute, { values, changed }]) =>
    isBelieved(changed, rules) ? values.map((value) => ({ attribute, value, changed })) : [],
  )
}

/** Which of these have such a contact. */
export async function contactsAmong(
  directory: Pick<Directory, 'attributesOf' | 'peopleIn'>,
  accounts: readonly Pick<Account, 'id'>[],
  rules: ContactRules & { readonly isUsable: (value: string) => boolean },
): Promise<ReadonlySet<AccountId>> {
  if (rules.attributes.length === 0) return new Set()
  const ids = accounts.map(({ id }) => id)
  const has = async (id: AccountId) =>
    (await contactsOf(directory, id, rules)).some(({ value }) => rules.isUsable(value))
  if (ids.length <= oneByOne) return await filtered(ids, has)
  const filled = await whoHas(directory, new Set(ids), rules)
  // When it was changed is not in a list.
  return rules.distrustChangedAfter === undefined ? new Set(filled) : await filtered(filled, has)
}

async function whoHas(
  directory: Pick<Directory, 'peopleIn'>,
  ids: ReadonlySet<AccountId>,
  { attributes, isUsable }: Parameters<typeof contactsAmong>[2],
): Promise<readonly AccountId[]> {
  const filled: AccountId[] = []
  for await (const page of directory.peopleIn(undefined, { attributes })) {
    for (const { account, attributes: values } of page) {
      const some = [...values.values()].flat().some(isUsable)
      if (some && ids.has(account.id)) filled.push(account.id)
    }
  }
  return filled
}

/** Those of which this is true, eight at a time. */
export async function filtered(
  ids: readonly AccountId[],
  has: (id: AccountId) => Promise<boolean>,
): Promise<ReadonlySet<AccountId>> {
  const found = new Set<AccountId>()
  for (let i = 0; i < ids.length; i += atOnce) {
    const part = ids.slice(i, i + atOnce)
    const answers = await Promise.all(part.map(has))
    for (const [j, id] of part.entries()) if (answers[j] === true) found.add(id)
  }
  return found
}

export function isBelieved(
  changed: Attribute['changed'],
  { distrustChangedAfter: instant }: Pick<ContactRules, 'distrustChangedAfter'>,
): boolean {
  return instant === undefined || (changed !== null && changed <= instant)
}
