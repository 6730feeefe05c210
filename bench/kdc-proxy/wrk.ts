import { join } from 'node:path'
import type { Host } from '@keyturn/lab'

export interface Measured {
  readonly perSecond: number
  readonly p50: number
  readonly p99: number
  /** Of connections, time-outs, and answers that are not 200 or not the right ones. */
  readonly errors: number
}

/** Each request from an address of its own behind a proxy that Keyturn trusts; the peer does not look at it. */
const script = `
local file = io.open("BODY", "rb")
local body = file:read("*a")
file:close()
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() wrong = 0; n = 0 end
function request()
  n = n + 1
  local address = "10." .. (n % 251) .. "." .. math.floor(n / 251) % 251 .. ".1"
  return wrk.format("POST", nil, { ["Content-Type"] = "application/kerberos", ["X-Forwarded-For"] = address }, body)
end
function response(status, _, answer)
  if status ~= 200 or not string.find(string.sub(answer, 1, 24), string.char(TAG), 1, true) then wrong = wrong + 1 end
end
function done(summary, latency)
  local wrong = 0
  for _, thread in ipairs(threads) do wrong = wrong + thread:get("wrong") end
  local e = summary.errors
  io.write(string.format('{"requests":%d,"us":%d,"wrong":%d,"errors":%d,"p50":%d,"p99":%d}', summary.requests,
    summary.duration, wrong, e.connect + e.read + e.write + e.timeout, latency:percentile(50), latency:percentile(99)))
end
`

/** @param tag first byte of the right answer, which stands among the first bytes of the proxy's. */
export async function measure(from: Host, { url, body, tag, parallel, seconds }: Load): Promise<Measured> {
  const file = join(from.dataFolder, 'kdc-proxy.body')
  const lua = join(from.dataFolder, 'kdc-proxy.lua')
  await from.write(file, body)
  await from.write(lua, script.replace('BODY', file).replace('TAG', String(tag)))
  const output = await from.must(['wrk', '-t1', `-c${parallel}`, `-d${seconds}s`, '-s', lua, url], {
    timeoutMs: 60_000,
  })
  const { requests, us, wrong, errors, p50, p99 } = JSON.parse(/\{"requests".*\}/.exec(output)?.[0] ?? 'null')
  return { perSecond: requests / (us / 1e6), p50: p50 / 1000, p99: p99 / 1000, errors: wrong + errors }
}

export interface Load {
  readonly url: string
  readonly body: Uint8Array
  readonly tag: number
  readonly parallel: number
  readonly seconds: number
}
