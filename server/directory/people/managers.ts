import { accountAttributes, isUser, readEntry, type Reading } from '../accounts/accounts.ts'
import { text } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import type { Directory } from '../directory.ts'

export interface ManagersDeps {
  readonly controllers: Controllers
  readonly reading: Reading
}

export function createManagers({ controllers, reading }: ManagersDeps): Pick<Directory, 'managerOf'> {
  return {
    async managerOf(id) {
      const person = await readEntry(controllers, id, ['manager'])
      const base = person && text(person, 'manager')
      if (base === undefined) return undefined
      const [entry] = await controllers.read((connection) =>
        connection.search({ base, attributes: accountAttributes }),
      )
      if (entry === undefined || !isUser(entry)) return undefined
      const manager = await reading(entry)
      return manager.id === id ? undefined : manager
    },
  }
}
