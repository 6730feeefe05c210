import type { Host } from '../site/host.ts'
import { addressOf, dnsDomain, dnsServer, officeNetwork } from '../topology.ts'
import { wireguardAddresses, wireguardNetwork } from '../wireguard-network.ts'

/** The client's configuration for wg-quick(8), and so the name of its interface. Nothing connects by itself. */
export const wireguardConfigPath = '/etc/wireguard/corp.conf'

const port = 51_820
const gatewayConf = '/etc/wireguard/wg0.conf'

/** As `DNS =` would with a resolvconf, which would be a package more: the office's DNS while the tunnel is up. */
const resolver = `#!/bin/sh
kept=/run/resolv.conf.before-wireguard
case $1 in
up)
  cp /etc/resolv.conf "$kept"
  printf 'nameserver ${dnsServer.office}\\nsearch ${dnsDomain}\\noptions timeout:1 attempts:2\\n' > /etc/resolv.conf
  ;;
down)
  cat "$kept" > /etc/resolv.conf
  ;;
esac
`

const serverConf = (privateKey: string, peers: readonly string[]) => `[Interface]
PrivateKey = ${privateKey}
ListenPort = ${port}
Address = ${wireguardNetwork.gateway}/24
${peers.join('')}`

const peerOf = (publicKey: string, address: string) => `
[Peer]
PublicKey = ${publicKey}
AllowedIPs = ${address}/32
`

const clientConf = (privateKey: string, address: string, gatewayKey: string) => `[Interface]
PrivateKey = ${privateKey}
Address = ${address}/32
PostUp = /etc/wireguard/resolver up
PreDown = /etc/wireguard/resolver down

[Peer]
PublicKey = ${gatewayKey}
Endpoint = ${addressOf('vpn', 'internet')}:${port}
AllowedIPs = ${officeNetwork.address}/24
`

/** Beside OpenVPN on the gateway, in user space (wireguard-go): the kernel need not have it. */
export async function startWireguard(gateway: Host, laptops: readonly Host[]): Promise<void> {
  const own = await keysOn(gateway)
  const peers: string[] = []
  for (const laptop of laptops) {
    const address = wireguardAddresses[laptop.name]
    if (address === undefined) throw new Error(`${laptop.name} has no address in WireGuard's network`)
    const { privateKey, publicKey } = await keysOn(laptop)
    await laptop.write(wireguardConfigPath, clientConf(privateKey, address, own.publicKey), 0o600)
    await laptop.write('/etc/wireguard/resolver', resolver, 0o755)
    peers.push(peerOf(publicKey, address))
  }
  await gateway.write(gatewayConf, serverConf(own.privateKey, peers), 0o600)
  await gateway.must(['wg-quick', 'up', gatewayConf])
}

async function keysOn(host: Host) {
  const privateKey = (await host.must(['wg', 'genkey'])).trim()
  const publicKey = (await host.must(['wg', 'pubkey'], { input: privateKey })).trim()
  return { privateKey, publicKey }
}
