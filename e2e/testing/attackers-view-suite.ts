import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { before, suite, test } from 'node:test'
import { hygiene, inventory, type HygieneFinding } from '@keyturn/contract'
import type { World } from '../world/index.ts'

export interface Seen {
  readonly world: () => World
  /** On the server. */
  readonly folder: () => string
  /** LDIF of a new account. */
  readonly user: (name: string, where: string) => readonly string[]
  readonly ldif: (on: 'dc1', ...entries: readonly (readonly string[])[]) => Promise<void>
  /** DN of somebody who answers for a service account. */
  readonly owner: () => string
}

/** Inventory and hygiene, on a domain that runs. */
export function attackersView({ world, folder, user, ldif, owner }: Seen): void {
  suite('what an attacker would look at', () => {
    before(async () => {
      const services = `OU=Services,${world().lab.domain.baseDn}`
      const made = (name: string, control: number, ...lines: readonly string[]) => [
        ...user(name, services).map((line) =>
          line.startsWith('userAccountControl') ? `userAccountControl: ${control}` : line,
        ),
        ...lines,
      ]
      await ldif(
        'dc1',
        made(
          'web',
          0x200 | 0x1_0000,
          `servicePrincipalName: HTTP/web.${world().lab.domain.dnsDomain}`,
          `manager: ${owner()}`,
        ),
        made('old-box', 0x200 | 0x8_0000, 'msDS-SupportedEncryptionTypes: 4'),
        made('roast', 0x200 | 0x40_0000),
        made('open', 0x200 | 0x20),
        made('readable', 0x200 | 0x80),
        made('was-admin', 0x200, 'adminCount: 1'),
        made('bridge', 0x200, 'msDS-AllowedToDelegateTo: cifs/files.corp.example', 'description: =cmd|calc'),
        made('-cmd', 0x200 | 0x1_0000),
        made('root-sql', 0x200 | 0x1_0000, 'servicePrincipalName: MSSQLSvc/sql.corp.example'),
        [
          `dn: CN=Domain Admins,CN=Users,${world().lab.domain.baseDn}`,
          'changetype: modify',
          'add: member',
          `member: CN=root-sql,${services}`,
        ],
      )
    })

    test('which keys they have is asked of a KDC, without a password, and counts as no try', async () => {
      const { lab } = world()
      // As an account that came from before AES: its NT hash alone, by the control with which Samba takes in hashes.
      const hash = Buffer.alloc(16, 7).toString('base64')
      const services = `OU=Services,${lab.domain.baseDn}`
      const change = `dn: CN=old-box,${services}\nchangetype: modify\nreplace: unicodePwd\nunicodePwd:: ${hash}\n`
      const sam = ['-H', '/var/lib/samba/private/sam.ldb', '--controls=local_oid:1.3.6.1.4.1.7165.4.3.9:0']
      await lab.dc('dc1').host.must(['ldbmodify', ...sam], { input: change })
      const tries = () => lab.dc('dc1').attribute('(sAMAccountName=web)', 'badPwdCount')
      const before = await tries()
      const { stdout, stderr } = await world().server.cli('inventory', '--json', '--keys')
      assert.equal(stderr, '')
      const found = inventory.parse(JSON.parse(stdout))
      const of = (name: string) => found.accounts.find((one) => one.name === name) ?? assert.fail(name)
      assert.equal(found.keys, 'asked')
      assert.equal(of('web').keys?.aes, true)
      assert.equal(of('old-box').keys?.aes, false, JSON.stringify(of('old-box')))
      assert.deepEqual([of('web').olderThanAes, of('web').weight, of('web').groups], [false, 'none', []])
      assert.deepEqual([of('root-sql').weight, of('root-sql').groups[0]], ['domain', 'Administrators'])
      assert.equal(await tries(), before)
    })

    test('service accounts are told with their owner, and a table of them runs nothing', async () => {
      const { stdout, stderr, code } = await world().server.cli('inventory', '--json')
      assert.equal(code, 0, stderr)
      const { accounts } = inventory.parse(JSON.parse(stdout))
      const of = (name: string) => accounts.find((one) => one.name === name) ?? assert.fail(name)
      assert.equal(of('web').gmsa, 'candidate')
      assert.equal(of('web').owner, owner())
      assert.deepEqual(of('web').because, ['service-principal', 'never-expires-without-name'])
      assert.deepEqual(of('old-box').delegation, ['unconstrained'])
      assert.equal(of('old-box').encryption, 'des-or-rc4-only')
      assert.deepEqual(
        [of('bridge').delegation, of('bridge').delegatesTo],
        [['constrained'], ['cifs/files.corp.example']],
      )
      assert.deepEqual([of('root-sql').privileged, of('root-sql').gmsa], [true, 'privileged'])
      assert.equal(
        accounts.some(({ name }) => ['krbtgt', 'anna', 'roast'].includes(name)),
        false,
      )
      assert.ok(Date.now() - Date.parse(of('web').passwordSet ?? '') < 3_600_000)
      const csv = (await world().server.cli('inventory', '--csv')).stdout.split('\n')
      assert.ok(
        csv.some((line) => line.startsWith(`"'-cmd",`)),
        csv.find((line) => line.includes('-cmd')),
      )
      assert.match(
        (await world().server.cli('inventory')).stdout,
        /^root-sql \(.*\): PRIVILEGED, never expires$/m,
      )
    })

    test('where they are used comes from a log, and nothing of anybody else is kept', async () => {
      const file = join(folder(), 'dc1.json')
      const seen = '2026-11-20T08:00:00.000Z'
      const event = (name: string, domain: string, at: string) => ({
        TargetUserName: name,
        TargetDomainName: domain,
        IpAddress: `::ffff:${at}`,
        TimeCreated: seen,
      })
      const events = [
        event('web', 'CORP', '10.20.0.77'),
        event('HTTP/web.corp.example', 'CORP', '10.20.0.78'),
        event('alice', 'CORP', '10.20.0.79'),
        event('web', 'OTHER', '10.20.0.80'),
      ]
      await writeFile(file, JSON.stringify(events))
      const { stdout, stderr, code } = await world().server.cli('inventory', 'import', file)
      assert.equal(code, 0, stderr)
      assert.match(stdout, /^1 use\(s\) of service accounts kept; 3 of others, which are not$/m)
      const { accounts } = inventory.parse(
        JSON.parse((await world().server.cli('inventory', '--json')).stdout),
      )
      const used = accounts.filter(({ uses }) => uses.length > 0)
      assert.deepEqual(
        used.map(({ name, uses }) => [name, uses]),
        [['web', [{ place: '10.20.0.77', kind: 'log-on', detail: '', seen }]]],
      )
    })

    test('findings are told with the reason, and compared with those of before', async () => {
      const { stdout, code, stderr } = await world().server.cli('hygiene', '--json')
      assert.equal(code, 1, stderr)
      const found = hygiene.parse(JSON.parse(stdout))
      const has = (finding: HygieneFinding, name: string) =>
        found.findings.find((one) => one.finding === finding)?.accounts.some((one) => one.name === name) ===
        true
      assert.ok(has('unconstrained-delegation', 'old-box') && has('des-or-rc4-only', 'old-box'))
      assert.ok(!has('unconstrained-delegation', 'DC1$') && !has('unconstrained-delegation', 'DC2$'))
      assert.ok(has('no-pre-authentication', 'roast') && has('password-not-required', 'open'))
      assert.ok(has('reversible-encryption', 'readable') && has('admin-count-orphan', 'was-admin'))
      assert.ok(!has('admin-count-orphan', 'ada'))
      assert.ok(
        has('privileged-service-principal', 'root-sql') && has('privileged-never-expires', 'root-sql'),
      )
      assert.ok(has('privileged-stale', 'ada'))

      const file = join(folder(), 'hygiene.json')
      await writeFile(file, stdout)
      assert.equal((await world().server.cli('hygiene', '--since', file)).code, 0)
      const services = `OU=Services,${world().lab.domain.baseDn}`
      await ldif('dc1', [
        `dn: CN=roast,${services}`,
        'changetype: modify',
        'replace: userAccountControl',
        'userAccountControl: 512',
      ])
      await ldif('dc1', [
        `dn: CN=web,${services}`,
        'changetype: modify',
        'replace: userAccountControl',
        `userAccountControl: ${0x200 | 0x40_0000}`,
      ])
      const after = await world().server.cli('hygiene', '--since', file)
      assert.equal(after.code, 1)
      assert.match(after.stdout, /NEW {3}web\n[^]*gone {2}roast/)
      const entries = await world().audit()
      assert.ok(
        entries.some(({ type }) => type === 'inventory.read') &&
          entries.some(({ type }) => type === 'hygiene.read'),
      )
    })
  })
}
