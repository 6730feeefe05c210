import { parseReplPropertyMetaData, parseReplValueMetaData } from '@keyturn/protocols/ad'
import { Fault } from '#kernel'
import { readEntry } from '../accounts/accounts.ts'
import { bytes, texts, textsNamed, type Entry } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Directory } from '../directory.ts'
import { createAttributeNumbers, type AttributeNumber } from './attribute-numbers.ts'

/** Samba 4.17 has the first only, and so tells nothing of links. */
const stamps = ['replPropertyMetaData', 'msDS-ReplValueMetaData']

/** Values of an account with the time when each attribute was last changed, on whichever DC that was. */
export function createAttributes(controllers: Controllers): Pick<Directory, 'attributesOf'> {
  const numberOf = createAttributeNumbers(controllers)
  return {
    async attributesOf(account, names) {
      for (const name of names) assertName(name)
      const entry = await readEntry(controllers, account, [...new Set([...names, ...stamps])])
      const numbers = await Promise.all(names.map(numberOf))
      return new Map(
        names.map((name, i) => {
          const values = entry === undefined ? [] : textsNamed(entry, name)
          return [name, { values, changed: entry === undefined ? null : changeOf(entry, name, numbers[i]) }]
        }),
      )
    },
  }
}

/** An administrator writes it in the configuration, and it becomes part of a request. */
function assertName(name: string): void {
  if (/^[a-z][a-z0-9-]{0,99}$/i.test(name)) return
  throw new Fault('config.invalid', `${JSON.stringify(name)} is not the name of an attribute`)
}

function changeOf(entry: Entry, name: string, number: AttributeNumber | undefined): Date | null {
  if (number?.type === undefined) return null
  if (number.isLink) return linkChange(entry, name)
  const times = parseReplPropertyMetaData(bytes(entry, 'replPropertyMetaData') ?? new Uint8Array())
  return times?.get(number.type) ?? null
}

/** The newest stamp of all its values, removed ones too. */
function linkChange(entry: Entry, name: string): Date | null {
  const times = texts(entry, 'msDS-ReplValueMetaData')
    .map(parseReplValueMetaData)
    .filter((link) => link?.attribute.toLowerCase() === name.toLowerCase())
    .map((link) => link?.changed.getTime() ?? 0)
  return times.length === 0 ? null : new Date(Math.max(...times))
}
