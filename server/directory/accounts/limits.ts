import { hasFlag } from '@keyturn/protocols/ad'
import { bytes, integer, text } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Directory } from '../directory.ts'
import { accountAttributes, isUser, readEntry, type Reading } from './accounts.ts'

const limitAttributes = ['logonHours', 'userWorkstations']

interface LimitsDeps {
  readonly controllers: Pick<Controllers, 'read'>
  readonly reading: Reading
}

/** What an account says of when, where and how its person may log on. */
export function createLimits({ controllers, reading }: LimitsDeps): Pick<Directory, 'logonLimits'> {
  return {
    async logonLimits(id) {
      const entry = await readEntry(controllers, id, [...accountAttributes, ...limitAttributes])
      if (entry === undefined || !isUser(entry)) return undefined
      return {
        account: await reading(entry),
        hours: bytes(entry, 'logonHours') ?? null,
        computers: namesIn(text(entry, 'userWorkstations') ?? ''),
        smartCardRequired: hasFlag(integer(entry, 'userAccountControl') ?? 0, 'smartcardRequired'),
      }
    },
  }
}

/** MS-ADA3 2.353: NetBIOS names, with commas between them. */
function namesIn(userWorkstations: string): readonly string[] {
  return userWorkstations
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')
}
