import { dateFromFiletime, hasFlag, parseAttributeStamps, type AttributeStamp } from '@keyturn/protocols/ad'
import type { Stamp } from '@keyturn/protocols/evidence'
import { bytes, instant, integer, large, text, type Entry } from '../dcs/attributes.ts'
import type { OnReplica } from './replicas.ts'

/** ATTRTYP of 1.2.840.113556.1.4.1, .90 and .96 (MS-ADTS 3.1.1.2.6), the same on every DC. */
const types = { name: 0x0009_0001, unicodePwd: 0x0009_005a, pwdLastSet: 0x0009_0060 }

export const passwordAttributes = [
  'objectGUID',
  'sAMAccountName',
  'userAccountControl',
  'pwdLastSet',
  'whenCreated',
  'replPropertyMetaData',
]

export function onReplica(entry: Entry, dc: string, byInvocation: ReadonlyMap<string, string>): OnReplica {
  const stamps = parseAttributeStamps(bytes(entry, 'replPropertyMetaData') ?? new Uint8Array())
  const control = integer(entry, 'userAccountControl')
  const set = large(entry, 'pwdLastSet')
  const name = stamps?.get(types.name)
  const stampOf = (stamp: AttributeStamp | undefined): Stamp | null =>
    stamp === undefined
      ? null
      : {
          version: stamp.version,
          at: stamp.changed?.toISOString() ?? null,
          from: byInvocation.get(stamp.by) ?? stamp.by,
        }
  return {
    sAMAccountName: text(entry, 'sAMAccountName') ?? entry.dn,
    created: instant(entry, 'whenCreated')?.toISOString() ?? null,
    // Every move and every renaming is a new version of the name (MS-ADTS 3.1.1.5.4); the first is its creation.
    moved: name === undefined || name.version < 2 ? null : (name.changed?.toISOString() ?? null),
    on:
      stamps === undefined || control === undefined || set === undefined
        ? { is: 'unread', dc }
        : {
            is: 'there',
            dc,
            pwdLastSet: dateFromFiletime(set)?.toISOString() ?? null,
            set: stampOf(stamps.get(types.pwdLastSet)),
            key: stampOf(stamps.get(types.unicodePwd)),
            disabled: hasFlag(control, 'disabled'),
          },
  }
}
