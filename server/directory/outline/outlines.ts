import { sidBytes, type Sid } from '@keyturn/protocols/ad'
import { sidOf } from '../accounts/accounts.ts'
import type { Domain } from '../accounts/domain.ts'
import { equals, groups as groupsWith } from '../accounts/names.ts'
import { everyPso, psoAttributes, psoContainer, rulesOfPso } from '../accounts/policies.ts'
import { instant, integer, text, texts } from '../dcs/attributes.ts'
import type { Controllers } from '../dcs/controllers.ts'
import { inParts } from '../people/membership.ts'
import type { Outline, OutlinedGroup, Pso } from './outline.ts'
import { trustAttributes, trustOf } from './trusts.ts'

const groupAttributes = ['objectSid', 'sAMAccountName', 'whenCreated']
const named = ['cn', 'msDS-PasswordSettingsPrecedence', 'msDS-PSOAppliesTo']

export function createOutline(controllers: Controllers, domain: () => Promise<Domain>): Outline {
  return {
    async domain() {
      const { base, dns, netbios } = await domain()
      return { dn: base, dns, netbios }
    },

    async groups(sids) {
      const { base } = await domain()
      const found = new Map<Sid, OutlinedGroup>()
      for (const filter of inParts([...new Set(sids)].map((sid) => equals('objectSid', sidBytes(sid))))) {
        const search = { base, filter: groupsWith(filter), attributes: groupAttributes }
        for (const entry of await controllers.read((connection) => connection.search(search))) {
          const [sid, name] = [sidOf(entry), text(entry, 'sAMAccountName')]
          if (sid === undefined || name === undefined) continue
          found.set(sid, { dn: entry.dn, sAMAccountName: name, created: instant(entry, 'whenCreated') })
        }
      }
      return found
    },

    async trusts() {
      const { base } = await domain()
      const filter = equals('objectClass', 'trustedDomain')
      const search = { base: `CN=System,${base}`, filter, attributes: trustAttributes }
      const entries = await controllers.read((connection) => connection.search(search))
      return entries.flatMap((entry) => trustOf(entry) ?? [])
    },

    async psos() {
      const { base } = await domain()
      const search = {
        base: `${psoContainer},${base}`,
        filter: everyPso,
        attributes: [...psoAttributes, ...named],
      }
      const entries = await controllers.read((connection) => connection.search(search))
      return entries.flatMap((entry): readonly Pso[] => {
        const rules = rulesOfPso(entry)
        if (rules === undefined) return []
        const { minLength, complexity, history, minAgeDays, maxAgeDays } = rules
        return [
          {
            name: text(entry, 'cn') ?? entry.dn,
            precedence: integer(entry, 'msDS-PasswordSettingsPrecedence') ?? 1,
            minLength,
            complexity,
            history,
            minAgeDays,
            maxAgeDays,
            appliesTo: texts(entry, 'msDS-PSOAppliesTo'),
          },
        ]
      })
    },
  }
}
