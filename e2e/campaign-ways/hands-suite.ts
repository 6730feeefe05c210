import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { campaignByHand } from '@keyturn/contract'
import type { Ground } from './ground.ts'

const name = 'hands'
const sam = '/var/lib/samba/private/sam.ldb'
/** DSDB_CONTROL_PERMIT_INTERDOMAIN_TRUST_UAC_OID, of Samba 4.17: only its LSA makes such accounts otherwise. */
const permitsTrust = '--controls=local_oid:1.3.6.1.4.1.7165.4.3.23:0'

/** Computers and trusts, which people do elsewhere: what they are told, and that each is signed off by its name. */
export function handsSuite(ground: () => Ground): void {
  const keyturn = (...words: readonly string[]) => ground().at.keyturn(...words)
  const sheet = async (of: 'computers' | 'trusts', ...more: readonly string[]) => {
    const { code, text } = await keyturn('sheet', name, of, ...more)
    assert.equal(code, 0, text)
    return text
  }

  /** As the administrators of two domains would have made it; no other domain is in the lab, and none is asked. */
  async function makeTrusts(): Promise<void> {
    const base = ground().base()
    const trust = (partner: string, netbios: string, direction: number) =>
      `dn: CN=${partner},CN=System,${base}\nobjectClass: trustedDomain\ntrustPartner: ${partner}\nflatName: ${netbios}\n` +
      `trustDirection: ${direction}\ntrustType: 2\ntrustAttributes: 8\n\n`
    const account =
      `dn: CN=FAR$,CN=Users,${base}\nobjectClass: user\nsAMAccountName: FAR$\n` +
      // INTERDOMAIN_TRUST_ACCOUNT, PASSWD_NOTREQD
      `userAccountControl: ${0x800 | 0x20}\n\n`
    const { host } = ground().world.lab.dc('dc1')
    const trusts = trust('far.example', 'FAR', 3) + trust('out.example', 'OUT', 2)
    await host.must(['ldbadd', '-H', sam, '--relax'], { input: trusts })
    await host.must(['ldbadd', '-H', sam, permitsTrust], { input: account })
  }

  suite('computers and trusts of a mass reset', () => {
    test('have a sheet of steps, each with its own command; an outbound trust, which has no account, as well', async () => {
      const { lab } = ground().world
      await lab.dc('dc1').samba('computer', 'create', 'PC-7')
      await makeTrusts()
      await lab.replicate('dc1', 'dc2')
      await ground().approved(`
campaign: ${name}
trigger: ad-database-exfiltrated
t0: ${ground().t0.toISOString()}
operators: [op-carol, op-otto]
scope:
  - { filter: "(|(sAMAccountName=DC1$)(sAMAccountName=DC2$)(sAMAccountName=PC-7$)(sAMAccountName=FAR$))" }
waves: { start: 2026-11-30 }
helpDesk: { agents: 5 }
people: { enrolled: 0.9 }
`)
      const seen = campaignByHand.parse(JSON.parse(await sheet('computers', '--json')))
      assert.deepEqual(
        seen.computers.map((one) => [one.name, one.kind]),
        [
          ['DC1$', 'controller'],
          ['DC2$', 'controller'],
          ['PC-7$', 'other'],
        ],
      )
      assert.deepEqual(
        seen.trusts.map(({ partner, kind, direction, account }) => [partner, kind, direction, account]),
        [
          ['far.example', 'forest', 'both', 'FAR$'],
          ['out.example', 'forest', 'outbound', null],
        ],
      )
      const computers = await sheet('computers')
      assert.match(
        computers,
        /\[ \] DC1\$ [^\n]*\n\s+netdom resetpwd \/s:dc2\.corp\.example \/ud:CORP\\administrator/i,
      )
      assert.equal((await sheet('computers', '--csv')).trim().split('\n').length, 4)
      const trusts = await sheet('trusts')
      assert.match(trusts, /netdom trust corp\.example \/domain:far\.example \/resetOneSide/)
      assert.match(trusts, /== out\.example \(OUT\) ==\n[^]*none here, but the password was in the database/)
      assert.equal((await keyturn('sheet', name, 'people')).code, 2)
    })

    test('are signed off one by one, or all that are left; who signed is in the log', async () => {
      for (const account of ['PC-7$', 'FAR$']) {
        const signed = await keyturn('sign-off', name, account)
        assert.equal(signed.code, 0, signed.text)
      }
      assert.doesNotMatch(await sheet('computers'), /PC-7/)
      assert.doesNotMatch(await sheet('trusts'), /far\.example/)
      assert.equal((await keyturn('sign-off', name, 'computers')).code, 0)
      assert.match(await sheet('computers'), /no computer is left/)
      const entries = await ground().world.audit()
      const signed = entries.filter(
        ({ type, facts }) => type === 'campaign.signed-off' && facts['campaign'] === name,
      )
      assert.equal(signed.length, 3)
      assert.ok(signed.every(({ facts }) => typeof facts['by'] === 'string'))
    })
  })
}
