import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Child, Lab } from '@keyturn/lab'

/** Debian's python3-kdcproxy under uWSGI, with nginx for TLS in front, on the server's machine. */
export interface Peer extends AsyncDisposable {
  readonly url: string
  pids(): readonly number[]
}

const port = 8443
const inner = 8188

export async function startPeer(lab: Lab): Promise<Peer> {
  const host = lab.host('server')
  const folder = join(host.dataFolder, 'kdcproxy')
  await mkdir(folder, { recursive: true })
  const dc = new URL(lab.domain.dcs[0] ?? '').hostname
  const realm = `[${lab.domain.realm}]\nkerberos = kerberos+tcp://${dc}:88\nkpasswd = kpasswd+tcp://${dc}:464\n`
  await host.write(join(folder, 'kdcproxy.conf'), `[global]\nuse_dns = false\n${realm}`)
  const { certFile, keyFile } = await lab.certificate('kdcproxy.corp.example', '198.51.100.20')
  await host.write(join(folder, 'nginx.conf'), nginx(folder, certFile, keyFile))
  const python = ['--module', 'kdcproxy:application', '--need-app', '--die-on-term', '--disable-logging']
  const workers = ['--master', '--processes', '2', '--threads', '4', '--http-socket', `127.0.0.1:${inner}`]
  const uwsgi = ['env', `KDCPROXY_CONFIG=${folder}/kdcproxy.conf`, 'uwsgi_python3', ...workers, ...python]
  const children: readonly Child[] = [
    await host.spawn(uwsgi, { name: 'uwsgi' }),
    await host.spawn(['nginx', '-c', join(folder, 'nginx.conf')], { name: 'nginx' }),
  ]
  for (const at of [inner, port]) await listens(lab, at)
  return {
    url: `https://198.51.100.20:${port}/KdcProxy`,
    pids: () => children.map(({ pid }) => pid),
    async [Symbol.asyncDispose]() {
      for (const child of children) await child.stop()
    },
  }
}

/** No kept connections between the two: uWSGI's http-socket closes them under nginx, which loses requests. */
function nginx(folder: string, certFile: string, keyFile: string): string {
  return `daemon off; user root; worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/nginx.err;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen ${port} ssl; ssl_certificate ${certFile}; ssl_certificate_key ${keyFile};
    location /KdcProxy { proxy_pass http://127.0.0.1:${inner}; }
  }
}
`
}

async function listens(lab: Lab, port: number): Promise<void> {
  for (const end = performance.now() + 30_000; performance.now() < end;) {
    if ((await lab.host('server').must(['ss', '-Htln', `sport = :${port}`])).trim() !== '') return
    await sleep(100)
  }
  throw new Error(`nobody listens at ${port}`)
}
