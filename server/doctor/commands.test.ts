import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { parseSecurityDescriptor, sidBytes, type Sid } from '@keyturn/protocols/ad'
import { delegate, leaveGroup, moveUser, revoke, type Delegation } from './commands.ts'

const sid = 'S-1-5-21-1-2-3-1104' as Sid
const to = { account: { sid, sAMAccountName: 'svc-keyturn' }, domain: { netbios: 'CORP' } }
const resetting: Delegation = {
  dsacls: 'CA;Reset Password;user',
  inherit: '/I:S',
  sddl: (who) => `(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;;${who})`,
}
const line = (commands: readonly { on: string; line: string }[], on: string) =>
  commands.find((command) => command.on === on)?.line

/** What a real shell makes of a line: its words. */
function wordsOf(line: string): readonly string[] {
  const script = `set -- ${line}\nprintf '%s\\0' "$@"`
  return execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)
}

suite('a printed command', () => {
  test('is what the guide of each vendor shows', () => {
    const commands = delegate('OU=People,DC=corp,DC=example', resetting, to)
    assert.equal(
      line(commands, 'windows'),
      'dsacls "OU=People,DC=corp,DC=example" /I:S /G "CORP\\svc-keyturn:CA;Reset Password;user"',
    )
    assert.deepEqual(wordsOf(line(commands, 'samba') ?? ''), [
      'samba-tool',
      'dsacl',
      'set',
      '--objectdn=OU=People,DC=corp,DC=example',
      `--sddl=(OA;CIIO;CR;00299570-246d-11d0-a768-00aa006e0529;;${sid})`,
    ])
  })

  test('stays one command, whatever somebody called an OU', () => {
    const name = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((one) => !one.includes('\0'))
    const evil = fc.constantFrom(
      `x';reboot;'`,
      '$(reboot)',
      '`reboot`',
      'a"b',
      '%PATH%',
      '\n reboot',
      '&reboot',
      '!x',
    )
    fc.assert(
      fc.property(fc.oneof(name, evil), (part) => {
        const dn = `OU=${part},DC=corp`
        const commands = delegate(dn, resetting, to)
        assert.equal(wordsOf(line(commands, 'samba') ?? '')[3], `--objectdn=${dn}`)
        const onWindows = line(commands, 'windows')
        if (onWindows === undefined) return
        const [, inside = ''] =
          /^dsacls (?:"([^"]*)"|\S+) \/I:S \/G "[^"]*"$/.exec(onWindows) ?? assert.fail(onWindows)
        assert.doesNotMatch(inside, /["%!\p{Cc}]/u)
      }),
      { numRuns: 60 },
    )
    assert.equal(line(delegate('OU=50%,DC=corp', resetting, to), 'windows'), undefined)
  })

  test('takes the account out of a group whose name has quotation marks', () => {
    const commands = leaveGroup(`Bob's ‘best’`, to)
    const quoted = `Remove-ADGroupMember -Identity 'Bob''s ‘‘best’’' -Members 'svc-keyturn'`
    assert.equal(line(commands, 'windows'), quoted)
    assert.deepEqual(wordsOf(line(commands, 'samba') ?? '').slice(3), [`Bob's ‘best’`, 'svc-keyturn'])
  })

  test('moves an account', () => {
    const [windows, onSamba] = moveUser('ada', 'CN=Ada,OU=People,DC=corp', 'CN=Users,DC=corp')
    assert.equal(windows?.line, 'dsmove "CN=Ada,OU=People,DC=corp" -newparent "CN=Users,DC=corp"')
    assert.equal(onSamba?.line, 'samba-tool user move ada CN=Users,DC=corp')
  })
})

suite('taking entries away', () => {
  const le = (value: number, bytes: number) =>
    Buffer.from(Uint8Array.from({ length: bytes }, (_, i) => (value >> (8 * i)) & 0xff))
  const ace = (type: number, mask: number, who: Sid) => {
    const body = Buffer.concat([le(mask, 4), sidBytes(who)])
    return Buffer.concat([Buffer.of(type, 0), le(body.length + 4, 2), body])
  }
  const descriptorOf = (...aces: readonly Buffer[]) => {
    const body = Buffer.concat(aces)
    const acl = Buffer.concat([Buffer.of(2, 0), le(8 + body.length, 2), le(aces.length, 2), le(0, 2), body])
    const head = Buffer.concat([Buffer.of(1, 0), le(0x8004, 2), le(0, 4), le(0, 4), le(0, 4), le(20, 4)])
    return parseSecurityDescriptor(Buffer.concat([head, acl])) ?? assert.fail('not read')
  }
  const admins = 'S-1-5-21-1-2-3-512' as Sid

  test('leaves all others, and goes to the DC as LDIF', () => {
    const descriptor = descriptorOf(ace(0, 0x20, sid), ace(0, 0xf01ff, admins))
    const commands = revoke({ dn: 'CN=Müller,DC=corp', descriptor }, descriptor.aces?.slice(0, 1) ?? [], to)
    assert.equal(line(commands, 'windows'), 'dsacls "CN=Müller,DC=corp" /R "CORP\\svc-keyturn"')
    const words = wordsOf((line(commands, 'samba') ?? '').replace(/ \| .*/, ''))
    assert.equal(Buffer.from(words[2]?.replace('dn:: ', '') ?? '', 'base64').toString(), 'CN=Müller,DC=corp')
    assert.equal(words.at(-1), `nTSecurityDescriptor: D:AI(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;${admins})`)
  })

  test('is not offered where the rest could not be told in full', () => {
    const descriptor = descriptorOf(ace(0, 0x20, sid), ace(9, 0x20, admins))
    const commands = revoke({ dn: 'DC=corp', descriptor }, descriptor.aces ?? [], to)
    assert.equal(line(commands, 'samba'), undefined)
  })
})
