import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { computerKind, type CampaignByHand, type HandComputer, type HandTrust } from '@keyturn/contract'
import { computerCsv, computerSheets } from './computers.ts'
import { trustSheets } from './trusts.ts'

const computer = (name: string, change: Partial<HandComputer> = {}): HandComputer => ({
  name,
  kind: 'windows',
  dnsName: `${name.replace('$', '').toLowerCase()}.corp.example`,
  operatingSystem: 'Windows 11',
  disabled: false,
  passwordSet: '2026-11-01T00:00:00.000Z',
  lastLogOn: null,
  isDone: false,
  ...change,
})
const trust = (change: Partial<HandTrust> = {}): HandTrust => ({
  partner: 'far.example',
  netbios: 'FAR',
  kind: 'forest',
  direction: 'both',
  account: 'FAR$',
  passwordSet: null,
  isDone: false,
  ...change,
})
const friday = (computers: readonly HandComputer[], trusts: readonly HandTrust[] = []): CampaignByHand => ({
  campaign: 'friday',
  domain: { dns: 'corp.example', netbios: 'CORP' },
  computers: [...computers],
  trusts: [...trusts],
})

suite('sheets of computers', () => {
  test('have steps for each kind, domain controllers first, and the command with the name of each', () => {
    const all = computerKind.options.map((kind, i) => computer(`C${i}$`, { kind }))
    const lines = computerSheets(friday([...all, computer('DC2$', { kind: 'controller' })]))
    assert.equal(lines.filter((line) => line.startsWith('== ')).length, computerKind.options.length)
    assert.match(lines[0] ?? '', /^== Domain controllers/)
    const text = lines.join('\n')
    // One domain controller asks the other.
    assert.match(
      text,
      /\[ \] C0\$[^\n]*\n {6}netdom resetpwd \/s:dc2\.corp\.example \/ud:CORP\\administrator \/pd:\*/,
    )
    assert.match(text, /\[ \] DC2\$[^\n]*\n {6}netdom resetpwd \/s:c0\.corp\.example/)
    assert.match(text, /-ComputerName 'c2\.corp\.example' [^\n]*Reset-ComputerMachinePassword/)
    assert.match(text, /ssh root@c3\.corp\.example 'net ads changetrustpw/)
    assert.match(text, /ssh root@c4\.corp\.example 'adcli update --computer-password-lifetime=0/)
    assert.match(text, /sign-off friday NAME/)
  })

  test('of the only domain controller name no other one', () => {
    assert.match(
      computerSheets(friday([computer('DC1$', { kind: 'controller' })])).join('\n'),
      /\/s:ANOTHER-DC/,
    )
  })

  test('run nothing that a computer wrote into its own account, in no shell and in no spreadsheet', () => {
    const evil = `x'; Remove-ADUser carol; \u001b[2J$(reboot)`
    for (const kind of computerKind.options) {
      const one = computer('=cmd$', { kind, dnsName: evil, operatingSystem: evil })
      const lines = computerSheets(friday([one]))
      assert.ok(!lines.join('').includes('\u001b'))
      assert.ok(!lines.some((line) => line.startsWith('      ')), 'no command for it')
      const [, row = ''] = computerCsv(friday([one]))
      assert.match(row, /^'?"?'=cmd/)
      assert.ok(!row.includes('\u001b'))
    }
  })

  test('leave out what is done, and say so when nothing is left', () => {
    const done = computer('PC1$', { isDone: true })
    assert.doesNotMatch(computerSheets(friday([done, computer('PC2$')])).join('\n'), /PC1/)
    assert.deepEqual(computerSheets(friday([done])), ['no computer is left to be done'])
    assert.equal(computerCsv(friday([done])).length, 2)
  })
})

suite('sheets of trusts', () => {
  test('give each side its command, with the two names the other way round', () => {
    const text = trustSheets(friday([], [trust()])).join('\n')
    assert.match(text, /Here: {2}netdom trust corp\.example \/domain:far\.example \/resetOneSide/)
    assert.match(text, /There: netdom trust far\.example \/domain:corp\.example \/resetOneSide/)
    assert.match(text, /samba-tool domain trust delete far\.example --delete-location=both/)
    assert.match(text, /--type=forest/)
    assert.match(text, /sign-off friday FAR\$/)
  })

  test('name those that have no account here: their passwords were in the database as well', () => {
    const text = trustSheets(friday([], [trust({ direction: 'outbound', account: null })])).join('\n')
    assert.match(text, /none here, but the password was in the database/)
    assert.doesNotMatch(text, /sign-off/)
  })

  test('have no command with a name that could be more than a name', () => {
    const text = trustSheets(friday([], [trust({ partner: 'far.example & format c:' })])).join('\n')
    assert.doesNotMatch(text.split('\n').slice(1).join('\n'), /format c/)
    assert.match(text, /\/domain:ITS-NAME/)
  })

  test('differ where the other side is a realm or in the same forest', () => {
    assert.match(
      trustSheets(friday([], [trust({ kind: 'realm' })])).join('\n'),
      /kadmin -q "cpw krbtgt\/CORP/,
    )
    assert.doesNotMatch(
      trustSheets(friday([], [trust({ kind: 'within-forest' })])).join('\n'),
      /trust delete/,
    )
    assert.deepEqual(trustSheets(friday([], [trust({ isDone: true })])), ['no trust is left to be done'])
  })
})
