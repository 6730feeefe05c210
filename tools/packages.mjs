/**
 * The Debian 12 packages that the demo, the tests and the benches (which need all of the tests') need, each with its reason. `setup.mjs` installs those
 * that are missing, without recommended ones, and starts none of their services.
 *
 * @typedef {'demo' | 'test' | 'bench'} Mode
 * @typedef {{ name: string, why: string, only?: Mode }} Package
 */

/** @type {readonly Package[]} */
export const packages = [
  { name: 'iproute2', why: 'namespaces, bridges and cables of the lab' },
  { name: 'iputils-ping', why: 'asking whether the lab is connected' },
  { name: 'procps', why: 'sysctl: the VPN gateway forwards' },
  { name: 'util-linux', why: 'unshare, nsenter, setpriv, flock' },
  { name: 'openssl', why: "the lab's certificate authority" },
  { name: 'ca-certificates', why: "the bundle that the lab's CA is added to" },
  { name: 'samba', why: 'the domain controller' },
  { name: 'samba-ad-provision', why: 'the schema that a new domain is made of' },
  { name: 'samba-dsdb-modules', why: "the domain controller's database" },
  { name: 'samba-vfs-modules', why: 'the access control lists of SYSVOL' },
  { name: 'winbind', why: "the workstations' membership in the domain, and the log-on cache" },
  { name: 'libnss-winbind', why: 'people of the domain are users of the workstation' },
  { name: 'libpam-winbind', why: 'logging on with a domain password' },
  { name: 'sssd-ad', why: 'SSSD as a member of the domain: the other log-on cache', only: 'test' },
  { name: 'libsasl2-modules-gssapi-mit', why: 'SSSD asks the directory by Kerberos', only: 'test' },
  { name: 'dbus-bin', why: 'asking SSSD on its own bus whether it is online', only: 'test' },
  { name: 'libpam-systemd', why: 'logging on is opening a session there', only: 'test' },
  { name: 'sssd-krb5', why: 'SSSD with nothing but Kerberos', only: 'test' },
  { name: 'sssd-proxy', why: "SSSD with the workstation's own list of users", only: 'test' },
  { name: 'sssd-tools', why: 'sssctl and sss_cache: what an administrator does about it', only: 'test' },
  { name: 'libnss-sss', why: 'people of the domain are users of the workstation', only: 'test' },
  { name: 'libpam-sss', why: 'logging on through SSSD', only: 'test' },
  { name: 'nftables', why: 'cables that lose packets, captive portals', only: 'test' },
  { name: 'python3', why: 'frames of a cable that come late (no netem in every kernel)', only: 'test' },
  { name: 'pamtester', why: 'a log-on screen for tests' },
  { name: 'krb5-user', why: 'a real Kerberos client' },
  { name: 'krb5-k5tls', why: 'Kerberos by HTTPS, for that client', only: 'test' },
  { name: 'ldb-tools', why: 'seeding the domain' },
  { name: 'tdb-tools', why: "reading and writing winbind's cache" },
  { name: 'ldap-utils', why: 'an LDAP client that is not ours; the peer of the benchmarks' },
  { name: 'poppler-utils', why: 'reading the letters that are printed', only: 'test' },
  { name: 'curl', why: 'a browser for tests that need no pages', only: 'test' },
  { name: 'bind9-host', why: 'asking the DNS' },
  { name: 'dnsmasq-base', why: "the internet's DNS" },
  { name: 'openvpn', why: 'the VPN gateway and its clients' },
  { name: 'wireguard-go', why: 'WireGuard where the kernel has none', only: 'test' },
  { name: 'wireguard-tools', why: 'wg-quick: the WireGuard gateway and its clients', only: 'test' },
  { name: 'libidn12', why: 'a library of the mail server below' },
  { name: 'libgnutls-dane0', why: 'a library of the mail server below' },
  { name: 'libnsl2', why: 'a library of the mail server below' },
  { name: 'postgresql-15', why: "the database that Keyturn supervises (a cluster of its own, not Debian's)" },
  { name: 'postgresql-client-15', why: 'looking into it' },
  { name: 'oathtool', why: 'TOTP codes by a program that is not ours' },
  { name: 'pskctool', why: 'token seed files (RFC 6030) by a program that is not ours', only: 'test' },
  { name: 'fido2-tools', why: 'passkeys, verified by a library that is not ours', only: 'test' },
  { name: 'freeradius', why: 'a RADIUS server that is not ours', only: 'test' },
  { name: 'kannel', why: 'an SMS gateway that is not ours', only: 'test' },
  { name: 'libfaketime', why: 'a server whose clock is wrong', only: 'test' },
  { name: 'chromium', why: 'the browser of the demo and of the end-to-end tests' },
  { name: 'libnss3-tools', why: "certutil, modutil: that browser trusts the lab's CA and finds cards" },
  { name: 'softhsm2', why: 'smart cards that browsers find by PKCS #11', only: 'test' },
  { name: 'opensc', why: 'pkcs11-tool: writes certificates to these cards', only: 'test' },
  { name: 'xvfb', why: "a screen for the kiosk, and for the browser's question for a PIN", only: 'test' },
  { name: 'xdotool', why: 'somebody who types at the kiosk, and that PIN', only: 'test' },
  {
    name: 'systemd',
    why: 'process 1 of a workstation whose units and sessions are tried; not of this machine',
    only: 'test',
  },
  { name: 'dbus', why: "that workstation's bus", only: 'test' },
  { name: 'libxklavier16', why: 'a library of the log-on screen below', only: 'test' },
  { name: 'libayatana-indicator3-7', why: 'a library of the log-on screen below', only: 'test' },
  { name: 'liblightdm-gobject-1-0', why: 'a library of the log-on screen below', only: 'test' },
  { name: 'libgtk-3-0', why: 'a library of the log-on screen below', only: 'test' },
  { name: 'zbar-tools', why: 'zbarimg: reads the QR code of a page as a camera does', only: 'test' },
  { name: 'fonts-dejavu-core', why: 'the letters of the pages' },
  { name: 'python3-kdcproxy', why: 'the peer of our KDC proxy', only: 'bench' },
  { name: 'uwsgi-core', why: 'what that peer runs under', only: 'bench' },
  { name: 'uwsgi-plugin-python3', why: 'the same', only: 'bench' },
  { name: 'nginx-light', why: "that peer's TLS", only: 'bench' },
  { name: 'wrk', why: 'load by HTTPS, by a program that is not ours', only: 'bench' },
  { name: 'fonts-vlgothic', why: 'names in Japanese on the screenshots', only: 'test' },
]

/**
 * Unpacked below the lab's state folder and installed nowhere: as mail servers of Debian exclude each other,
 * installing one would remove the machine's own, and a log-on screen may become the machine's at its next start.
 *
 * @type {readonly Package[]}
 */
export const unpacked = [
  { name: 'exim4-daemon-light', why: "the lab's mail server" },
  { name: 'lightdm', why: 'a log-on screen', only: 'test' },
  { name: 'lightdm-gtk-greeter', why: 'what people see of it', only: 'test' },
]
