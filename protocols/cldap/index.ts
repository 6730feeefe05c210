/**
 * The LDAP ping (MS-ADTS 6.3.3): one UDP datagram to port 389 asks a DC who and where it is, and whether it is
 * writable; no credentials, no connection. Pure: datagrams are made and read here, sent elsewhere. It reads only the
 * answer NETLOGON_SAM_LOGON_RESPONSE_EX (MS-ADTS 6.3.1.9), which every DC since Windows 2000 gives to NtVer 5EX.
 */
export { dcFlags, parseNetlogonResponse, type DcFlag, type NetlogonResponse } from './netlogon.ts'
export { encodePing, parsePong, type Pong } from './ping.ts'
