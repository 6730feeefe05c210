import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import fc from 'fast-check'
import { valueIn, withValue } from './ini.ts'

const place = { section: 'global', key: 'winbind offline logon' }
const smb = `# of the corporation
[global]
   workgroup = CORP
   Winbind Offline  Logon = no
; winbind offline logon = maybe

[homes]
   winbind offline logon = what
`
const pam = { section: 'pam', key: 'offline_credentials_expiration' }
const sssd = '[sssd]\nservices = nss, pam\n\n[domain/corp.example]\nid_provider = ad\n'

suite('one setting in a configuration', () => {
  test('is set where it stands, in its section, and all else stays as it is', () => {
    const set = withValue(smb, place, 'yes', 'samba') ?? ''
    assert.equal(set, smb.replace('Logon = no', 'Logon = yes'))
    assert.equal(valueIn(set, place), 'yes')
    assert.equal(withValue(set, place, 'yes', 'samba'), set)
  })

  test('is added to its section, or with it', () => {
    const added = withValue(
      sssd,
      { section: 'domain/CORP.example', key: 'cache_credentials' },
      'true',
      'sssd',
    )
    assert.equal(added, `${sssd}cache_credentials = true\n`)
    assert.equal(withValue(sssd, pam, '30', 'sssd'), `${sssd}[pam]\noffline_credentials_expiration = 30\n`)
    assert.equal(withValue('', pam, '30', 'sssd'), '[pam]\noffline_credentials_expiration = 30\n')
    assert.equal(withValue('[pam]', pam, '1', 'sssd'), '[pam]\noffline_credentials_expiration = 1')
    assert.equal(withValue('[a]', pam, '1', 'sssd'), '[a]\n[pam]\noffline_credentials_expiration = 1\n')
  })

  test('of several, the one that counts is set: the last', () => {
    const twice = '[pam]\noffline_credentials_expiration = 1\noffline_credentials_expiration = 2\n'
    assert.equal(withValue(twice, pam, '3', 'sssd'), twice.replace('= 2', '= 3'))
    assert.equal(valueIn(twice, pam), '2')
  })

  test('that goes on in another line is not touched', () => {
    assert.equal(withValue(smb.replace('= no', '= n\\\n o'), place, 'yes', 'samba'), undefined)
    assert.equal(withValue('[pam]\noffline_credentials_expiration = 1\n  2\n', pam, '3', 'sssd'), undefined)
  })

  test('keeps the line ends that the file has', () => {
    const dos = smb.replaceAll('\n', '\r\n')
    assert.equal(withValue(dos, place, 'yes', 'samba'), dos.replace('Logon = no', 'Logon = yes'))
    assert.equal(withValue('[pam]\r\n', pam, '3', 'sssd'), '[pam]\r\noffline_credentials_expiration = 3\r\n')
  })

  test('reads as it was set, whatever stands around it', () => {
    const line = fc.constantFrom(
      '[pam]',
      '[global]',
      '[x',
      'a = b',
      '# [pam]',
      '',
      '=',
      'offline_credentials_expiration=7',
    )
    fc.assert(
      fc.property(fc.array(line), fc.constantFrom('0', '30'), (lines, value) => {
        const set = withValue(lines.join('\n'), pam, value, 'sssd')
        assert.equal(valueIn(set ?? '', pam), value)
      }),
    )
  })
})
