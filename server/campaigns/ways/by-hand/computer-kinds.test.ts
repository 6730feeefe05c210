import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { kindOf } from './computer-kinds.ts'

const kind = (name: string, values: Readonly<Record<string, readonly string[]>>) =>
  kindOf(name, new Map(Object.entries(values)))

suite('what a computer account is', () => {
  test('is told by its group, its names and what it says of its system', () => {
    const system = (operatingSystem: string) => ({
      operatingSystem: [operatingSystem],
      primaryGroupID: ['515'],
    })
    assert.equal(kind('DC1$', { ...system('Samba'), primaryGroupID: ['516'] }), 'controller')
    assert.equal(
      kind('RODC1$', { ...system('Windows Server 2022'), primaryGroupID: ['521'] }),
      'read-only-controller',
    )
    assert.equal(kind('PC1$', system('Windows 11 Enterprise')), 'windows')
    assert.equal(kind('FILES$', system('Samba')), 'samba')
    assert.equal(kind('LX1$', system('x86_64-pc-linux-gnu')), 'linux')
    assert.equal(kind('NAS$', system('OnTap')), 'other')
    assert.equal(kind('NEW$', {}), 'other')
    const cluster = { servicePrincipalName: ['HOST/clu', 'MSServerCluster/clu'] }
    assert.equal(kind('CLU$', { ...system('Windows Server 2022'), ...cluster }), 'cluster')
    const virtual = { servicePrincipalName: ['MSClusterVirtualServer/sql'] }
    assert.equal(kind('SQL$', { ...system('Windows Server 2022'), ...virtual }), 'cluster')
    assert.equal(kind('AzureADSSOAcc$', {}), 'entra-sso')
    assert.equal(kind('AzureADKerberos$', { primaryGroupID: ['521'] }), 'entra-kerberos')
  })
})
