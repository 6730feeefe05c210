import { join } from 'node:path'
import type { Ca } from '../ca.ts'
import { caPath } from '../domain/host-files.ts'
import { until } from '../domain/wait.ts'
import type { Host } from '../site/host.ts'
import { addressOf, dnsDomain, dnsServer, officeNetwork, vpnNetwork } from '../topology.ts'

/** The client's configuration on each laptop, certificate included. Nothing connects by itself. */
export const vpnConfigPath = '/etc/openvpn/client/corp.conf'

const folder = '/etc/openvpn/keys'
const gateway = `vpn.${dnsDomain}`

const serverConf = `dev tun
proto udp
local ${addressOf('vpn', 'internet')}
port 1194
topology subnet
server ${vpnNetwork.address} ${vpnNetwork.mask}
ca ${caPath}
cert ${folder}/${gateway}.pem
key ${folder}/${gateway}.key
dh none
data-ciphers AES-256-GCM
remote-cert-tls client
keepalive 2 10
push "route ${officeNetwork.address} ${officeNetwork.mask}"
push "dhcp-option DNS ${dnsServer.office}"
push "dhcp-option DOMAIN ${dnsDomain}"
`

const clientConf = (name: string) => `client
dev tun
proto udp
remote ${gateway} 1194
nobind
persist-remote-ip
ca ${caPath}
cert ${folder}/${name}.pem
key ${folder}/${name}.key
remote-cert-tls server
verify-x509-name ${gateway} name
data-ciphers AES-256-GCM
connect-retry 1 4
script-security 2
up /etc/openvpn/resolver
down /etc/openvpn/resolver
`

/** As Debian's update-resolv-conf, which needs a package more: the pushed DNS server while the tunnel is up. */
const resolver = `#!/bin/sh
kept=/run/resolv.conf.before-vpn
case $script_type in
up)
  cp /etc/resolv.conf "$kept"
  env | sed -n 's/^foreign_option_[0-9]*=dhcp-option DNS /nameserver /p; s/^foreign_option_[0-9]*=dhcp-option DOMAIN /search /p' > /run/resolv.conf.vpn
  cat /run/resolv.conf.vpn > /etc/resolv.conf
  echo 'options timeout:1 attempts:2' >> /etc/resolv.conf
  ;;
down)
  cat "$kept" > /etc/resolv.conf
  ;;
esac
`

/** The gateway between the internet and the office. */
export async function startVpn(host: Host, ca: Ca): Promise<void> {
  await writeKeys(host, ca, gateway, 'serverAuth')
  await host.write('/etc/openvpn/server.conf', serverConf)
  await host.must(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  const daemon = await host.spawn(['openvpn', '--config', '/etc/openvpn/server.conf'])
  await until('the VPN gateway is ready', 10_000, async () => {
    if (!daemon.running) throw new Error(`openvpn ended: ${await daemon.log()}`)
    return (await daemon.log()).includes('Initialization Sequence Completed') || 'still starting'
  })
}

/** Hands a laptop its certificate and the configuration that uses it. */
export async function writeVpnClient(host: Host, ca: Ca): Promise<void> {
  await writeKeys(host, ca, host.name, 'clientAuth')
  await host.write(vpnConfigPath, clientConf(host.name), 0o600)
  await host.write('/etc/openvpn/resolver', resolver, 0o755)
}

async function writeKeys(
  host: Host,
  ca: Ca,
  name: string,
  usage: 'serverAuth' | 'clientAuth',
): Promise<void> {
  const { certFile, keyFile } = await ca.issue([name], join(host.dataFolder, 'vpn'), { usage })
  await host.must(['install', '-D', '-m', '600', keyFile, `${folder}/${name}.key`])
  await host.must(['install', '-m', '644', certFile, `${folder}/${name}.pem`])
}
