import {
  Attribute,
  Change as LdapChange,
  Control,
  type BerWriter,
  type Filter,
  type SearchOptions,
} from 'ldapts'
import { policyHintsValue } from '@keyturn/protocols/ad'
import { binaryAttributes } from './attributes.ts'

export interface Search {
  readonly base: string
  /** Left out: the base itself, whatever it is. */
  readonly filter?: Filter
  readonly attributes: readonly string[]
  readonly sizeLimit?: number
  /** `nTSecurityDescriptor` is asked for, by owner, group and DACL. */
  readonly withPermissions?: boolean
}

export function searchOptions({ filter, attributes, sizeLimit }: Search): SearchOptions {
  return {
    scope: filter === undefined ? 'base' : 'sub',
    attributes: [...attributes],
    explicitBufferAttributes: binaryAttributes,
    ...(filter !== undefined && { filter }),
    ...(sizeLimit !== undefined && { sizeLimit }),
  }
}

/** One change of one attribute. Bytes are secret: they are passwords. */
export interface Change {
  readonly operation: 'add' | 'delete' | 'replace'
  readonly attribute: string
  readonly value: string | Uint8Array
}

/** With NODE_DEBUG=ldapts every message is written to stderr as JSON: not these values. */
class SecretAttribute extends Attribute {
  toJSON() {
    return { type: this.type, values: '[secret]' }
  }
}

export function asLdapChange({ operation, attribute: type, value }: Change): LdapChange {
  const modification =
    typeof value === 'string'
      ? new Attribute({ type, values: [value] })
      : new SecretAttribute({ type, values: [Buffer.from(value)] })
  return new LdapChange({ operation, modification })
}

class PolicyHints extends Control {
  protected override writeControl(writer: BerWriter): void {
    const octetString = 0x04
    writer.writeBuffer(Buffer.from(policyHintsValue), octetString)
  }
}

/** LDAP_SERVER_SD_FLAGS_OID (MS-ADTS 3.1.1.3.4.1.11): owner, group and DACL. Without it the SACL is asked for as well, which is refused. */
class SdFlags extends Control {
  protected override writeControl(writer: BerWriter): void {
    const octetString = 0x04
    writer.writeBuffer(Buffer.of(0x30, 0x03, 0x02, 0x01, 0x07), octetString)
  }
}
export const sdFlags = new SdFlags('1.2.840.113556.1.4.801', { critical: true })

/** Critical: a DC that would not enforce history must say so instead of setting the password. */
export function policyHints(oid: string): Control {
  return new PolicyHints(oid, { critical: true })
}
