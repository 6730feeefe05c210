/** The examples of RFC 6030, figures 2 to 10, with the values printed there and the errata 3418 (figure 9). */
const pskc = 'urn:ietf:params:xml:ns:keyprov:pskc'
const ds = 'http://www.w3.org/2000/09/xmldsig#'
const xenc = 'http://www.w3.org/2001/04/xmlenc#'
const pkcs5 = 'http://www.rsasecurity.com/rsalabs/pkcs/schemas/pkcs-5v2-0#'

const device = (serial: string, maker = 'Manufacturer') =>
  `<DeviceInfo><Manufacturer>${maker}</Manufacturer><SerialNo>${serial}</SerialNo></DeviceInfo>`
const hotp = (id: string, content: string) =>
  `<Key Id="${id}" Algorithm="${pskc}:hotp"><Issuer>Issuer</Issuer>${content}</Key>`
const format = (length: number) =>
  `<AlgorithmParameters><ResponseFormat Length="${length}" Encoding="DECIMAL"/></AlgorithmParameters>`
const plainSecret = '<Secret><PlainValue>\n  MTIzNDU2Nzg5MDEyMzQ1Njc4OTA=\n </PlainValue></Secret>'
const counter = '<Counter><PlainValue>0</PlainValue></Counter>'
const container = (content: string) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<KeyContainer Version="1.0" Id="exampleID1" xmlns="${pskc}" xmlns:ds="${ds}" xmlns:xenc="${xenc}">${content}</KeyContainer>`
const cipher = (value: string, algorithm = `${xenc}aes128-cbc`) =>
  `<xenc:EncryptionMethod Algorithm="${algorithm}"/><xenc:CipherData><xenc:CipherValue>\n${value}\n</xenc:CipherValue></xenc:CipherData>`

const plain = `${device('987654321')}${hotp('12345678', `${format(8)}<Data>${plainSecret}${counter}</Data>`)}`

const pinPolicy =
  '<Policy><PINPolicy MinLength="4" MaxLength="4" PINKeyId="123456781" PINEncoding="DECIMAL" PINUsageMode="Local"/>' +
  '<KeyUsage>OTP</KeyUsage></Policy>'
const pinKey =
  `<Key Id="123456781" Algorithm="${pskc}:pin"><Issuer>Issuer</Issuer>${format(4)}` +
  '<Data><Secret><PlainValue>MTIzNA==</PlainValue></Secret></Data></Key>'

const bulk = (id: string, serial: string, month: string, lastDay: string) =>
  `<KeyPackage>${device(serial, 'TokenVendorAcme')}` +
  hotp(
    id,
    `${format(8)}<Data>${plainSecret}${counter}</Data><Policy><StartDate>2006-${month}-01T00:00:00Z</StartDate>` +
      `<ExpiryDate>2006-${month}-${lastDay}T00:00:00Z</ExpiryDate></Policy>`,
  ) +
  '</KeyPackage>'

/** Of figure 6, in hex, and of figure 7. */
export const preSharedKey = '12345678901234567890123456789012'
export const password = 'qwerty'

export const figures: Readonly<Record<2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10, string>> = {
  2: container(
    `<KeyPackage>${hotp('12345678', '<Data><Secret><PlainValue>MTIzNA==\n</PlainValue></Secret></Data>')}</KeyPackage>`,
  ),
  3: container(`<KeyPackage>${plain}</KeyPackage>`),
  4: container(
    `<KeyPackage>${device('987654321')}` +
      hotp(
        '12345678',
        `${format(8)}<KeyProfileId>keyProfile1</KeyProfileId><KeyReference>MasterKeyLabel\n</KeyReference>` +
          `<Data>${counter}</Data><Policy><KeyUsage>OTP</KeyUsage></Policy>`,
      ) +
      '</KeyPackage>',
  ),
  5: container(
    `<KeyPackage>${plain.replace('</Data>', `</Data>${pinPolicy}`)}</KeyPackage>` +
      `<KeyPackage>${device('987654321')}${pinKey}</KeyPackage>`,
  ),
  6: container(
    `<EncryptionKey><ds:KeyName>Pre-shared-key</ds:KeyName></EncryptionKey><MACMethod Algorithm="${ds}hmac-sha1">` +
      `<MACKey>${cipher('ESIzRFVmd4iZABEiM0RVZgKn6WjLaTC1sbeBMSvIhRejN9vJa2BOlSaMrR7I5wSX')}</MACKey></MACMethod>` +
      `<KeyPackage>${device('987654321')}` +
      hotp(
        '12345678',
        `${format(8)}<Data><Secret><EncryptedValue>` +
          cipher('AAECAwQFBgcICQoLDA0OD+cIHItlB3Wra1DUpxVvOx2lef1VmNPCMl8jwZqIUqGv') +
          `</EncryptedValue><ValueMAC>Su+NvtQfmvfJzF6bmQiJqoLRExc=\n</ValueMAC></Secret>${counter}</Data>`,
      ) +
      '</KeyPackage>',
  ),
  7:
    `<?xml version="1.0" encoding="UTF-8"?>\n<pskc:KeyContainer xmlns:pskc="${pskc}" xmlns:pkcs5="${pkcs5}" xmlns:xenc="${xenc}"` +
    ` xmlns:xenc11="http://www.w3.org/2009/xmlenc11#" Version="1.0"><pskc:EncryptionKey><xenc11:DerivedKey>` +
    `<xenc11:KeyDerivationMethod Algorithm="${pkcs5}pbkdf2"><pkcs5:PBKDF2-params><Salt><Specified>Ej7/PEpyEpw=</Specified>` +
    '</Salt><IterationCount>1000</IterationCount><KeyLength>16</KeyLength><PRF/></pkcs5:PBKDF2-params>' +
    '</xenc11:KeyDerivationMethod><xenc:ReferenceList><xenc:DataReference URI="#ED"/></xenc:ReferenceList>' +
    '<xenc11:MasterKeyName>My Password 1</xenc11:MasterKeyName></xenc11:DerivedKey></pskc:EncryptionKey>' +
    `<pskc:MACMethod Algorithm="${ds}hmac-sha1"><pskc:MACKey>` +
    cipher('2GTTnLwM3I4e5IO5FkufoOEiOhNj91fhKRQBtBJYluUDsPOLTfUvoU2dStyOwYZx') +
    '</pskc:MACKey></pskc:MACMethod><pskc:KeyPackage><pskc:DeviceInfo><pskc:Manufacturer>TokenVendorAcme' +
    '</pskc:Manufacturer><pskc:SerialNo>987654321</pskc:SerialNo></pskc:DeviceInfo>' +
    `<pskc:Key Algorithm="${pskc}:hotp" Id="123456"><pskc:Issuer>Example-Issuer</pskc:Issuer><pskc:AlgorithmParameters>` +
    '<pskc:ResponseFormat Length="8" Encoding="DECIMAL"/></pskc:AlgorithmParameters><pskc:Data><pskc:Secret>' +
    '<pskc:EncryptedValue Id="ED">' +
    cipher('oTvo+S22nsmS2Z/RtcoF8Hfh+jzMe0RkiafpoDpnoZTjPYZu6V+A4aEn032yCr4f') +
    '</pskc:EncryptedValue><pskc:ValueMAC>LP6xMvjtypbfT9PdkJhBZ+D6O4w=\n</pskc:ValueMAC></pskc:Secret></pskc:Data>' +
    '</pskc:Key></pskc:KeyPackage></pskc:KeyContainer>',
  8: container(
    `<EncryptionKey><ds:X509Data><ds:X509Certificate>MIIB5zCC</ds:X509Certificate></ds:X509Data></EncryptionKey>` +
      `<KeyPackage>${device('987654321', 'TokenVendorAcme')}` +
      hotp(
        'MBK000000001',
        `${format(6)}<Data><Secret><EncryptedValue>${cipher('hJ+fvpoMPMO9BYpK', `${xenc}rsa_1_5`)}</EncryptedValue>` +
          `</Secret>${counter}</Data>`,
      ) +
      '</KeyPackage>',
  ),
  9: container(
    `<KeyPackage>${device('0755225266', 'TokenVendorAcme')}` +
      hotp('123', `${format(6)}<Data>${plainSecret}${counter}</Data>`) +
      '</KeyPackage><ds:Signature><ds:SignedInfo/></ds:Signature>',
  ),
  10: container(
    bulk('1', '654321', '05', '31') +
      bulk('2', '123456', '05', '31') +
      bulk('3', '9999999', '03', '31') +
      bulk('4', '9999999', '04', '30'),
  ),
}
