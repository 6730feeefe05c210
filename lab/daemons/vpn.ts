import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Ca } from '../ca.ts'
import { caPath } from '../domain/host-files.ts'
import { until } from '../domain/wait.ts'
import type { Child } from '../site/child.ts'
import type { Host } from '../site/host.ts'
import { addressOf, dnsDomain, dnsServer, officeNetwork, vpnNetwork } from '../topology.ts'

/** The client's configuration on each laptop, certificate included. Nothing connects by itself. */
export const vpnConfigPath = '/etc/openvpn/client/corp.conf'
/** The same without certificate and key, for whoever brings his own. */
export const vpnBareConfigPath = '/etc/openvpn/client/bare.conf'
/** Beside a certificate nobody needs a password; whoever gives one has to give the right one. */
export const vpnAccount = { name: 'svc-vpn', password: 'Grüner "Anker" \\ 9' }

const folder = '/etc/openvpn/keys'
/** Whose certificates the gateway lets in. */
const clientsFile = `${folder}/clients.pem`
const gateway = `vpn.${dnsDomain}`

const serverConf = `dev tun
proto udp
local ${addressOf('vpn', 'internet')}
port 1194
topology subnet
server ${vpnNetwork.address} ${vpnNetwork.mask}
ca ${clientsFile}
cert ${folder}/${gateway}.pem
key ${folder}/${gateway}.key
dh none
data-ciphers AES-256-GCM
remote-cert-tls client
script-security 2
auth-user-pass-verify /etc/openvpn/verify via-file
auth-user-pass-optional
keepalive 2 10
push "route ${officeNetwork.address} ${officeNetwork.mask}"
push "dhcp-option DNS ${dnsServer.office}"
push "dhcp-option DOMAIN ${dnsDomain}"
`

/** The file has the name and the password, a line each; both empty where the client gave none. */
const verify = `#!/bin/sh
case $(cat "$1") in
'' | '${vpnAccount.name}
${vpnAccount.password}') exit 0 ;;
*) exit 1 ;;
esac
`

const bareConf = `client
dev tun
proto udp
remote ${gateway} 1194
nobind
persist-remote-ip
ca ${caPath}
remote-cert-tls server
verify-x509-name ${gateway} name
data-ciphers AES-256-GCM
connect-retry 1 4
script-security 2
up /etc/openvpn/resolver
down /etc/openvpn/resolver
`

const clientConf = (name: string) => `${bareConf}cert ${folder}/${name}.pem
key ${folder}/${name}.key
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
export interface Gateway {
  /** Lets in whom this CA (PEM) certified too. OpenVPN starts anew: tunnels that are open end. */
  trust(caPem: string): Promise<void>
  /** WireGuard beside OpenVPN; each laptop of the lab gets its configuration. */
  startWireguard(): Promise<void>
}

/** OpenVPN. */
export async function startVpn(host: Host, ca: Ca): Promise<Pick<Gateway, 'trust'>> {
  await writeKeys(host, ca, gateway, 'serverAuth')
  let clients = await readFile(ca.certFile, 'utf8')
  await host.write(clientsFile, clients)
  await host.write('/etc/openvpn/server.conf', serverConf)
  await host.write('/etc/openvpn/verify', verify, 0o755)
  await host.must(['sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  let daemon = await serve(host)
  return {
    async trust(caPem) {
      clients += `\n${caPem}`
      await host.write(clientsFile, clients)
      await daemon.stop()
      daemon = await serve(host)
    },
  }
}

let starts = 0

async function serve(host: Host): Promise<Child> {
  const argv = ['openvpn', '--config', '/etc/openvpn/server.conf']
  const daemon = await host.spawn(argv, { name: `openvpn-${starts++}` })
  await until('the VPN gateway is ready', 10_000, async () => {
    if (!daemon.running) throw new Error(`openvpn ended: ${await daemon.log()}`)
    return (await daemon.log()).includes('Initialization Sequence Completed') || 'still starting'
  })
  return daemon
}

/** Hands a laptop its certificate and the configuration that uses it. */
export async function writeVpnClient(host: Host, ca: Ca): Promise<void> {
  await writeKeys(host, ca, host.name, 'clientAuth')
  await host.write(vpnConfigPath, clientConf(host.name), 0o600)
  await host.write(vpnBareConfigPath, bareConf, 0o600)
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
