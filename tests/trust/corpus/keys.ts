/** Keys that sign the mails of the corpus. They are known to all, and of no use elsewhere. */

/** A key: the private half in PKCS#8, the public half as DNS publishes it. */
export interface TestKey {
  readonly secret: string;
  readonly published: string;
}

export const RSA_2048: TestKey = {
  secret:
    "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDG53d2pLZopZ+t0HjC2EDEmhDB/Oa/Alshe3Yh" +
    "PBktHvjQCUjverczuTPWdShqQO7Zmp4ZPbS4Sti5fGoMCkGZd8GwC0ePG2O6QhiniVjFhJKlIYAtX0JuLQQW/30D" +
    "Z3nKkZW4qUglVrv0R0/vYrLj4e7nHwFj2SmLvGUB1dfX2GzWvtteVbCQqRNvhPC0SbS04w4xHOGOIa7MmTLp6jGh" +
    "+LPAY/42oTDlM2Tk8pSjLyQ4CdHxpb3FpTbGleS9htl9zDUPAXRTQs6LSGEJM/dVZmZe1I0CGg/Cu3U4wt4wAbpv" +
    "qdo+VAY/fqZjfH3Qkh77qdFRuffOWPnqGbkuKWvnAgMBAAECggEAXvtGXWYPYw6AH3DXUfgRibCmgvQhPiJCYU1D" +
    "HmDEBvtsxm9AoHdBx9XPTsA4kfC6/jeq+pOwWncHYh/qxiAZrk71M3tXaxuhtl58xng8Z2nE200Rl9kO8GzXsKHF" +
    "UVxW2OhHjlxsAsSV0XNCVSaVFWQdAMoaEFOx1rQaqdMzlLLBvavJgY1qla4/2q+P7YOd6Z3TapUjw4GLgw/C5N0o" +
    "e3BFTMyOIvKbAgCpnR/nVQvcGOZfLC0E/kBxzOB4NUtjLiMxCrLaOaCgc7CtLrOyEqQGu2xoj3UDAGRR6+s+oeSb" +
    "DTdqZoCJNEHlUoEP2FQ1jXidX1Xq/zvGAgW9Mas5rQKBgQDon4xpYsZJB5LKGMrwvUeNP4n/rtXDIMmeq0uwpRMq" +
    "srXBoZARPect1nxncvX18gXTMrjF3Zbf6O4zx9CJ+gO35RTwIm7EWzlCccQgUsEf2/AFUlLG0fAkbM+r1p+1aCjP" +
    "lQriN5jNDcWiXSMMZ0vwe+PxYYmnJfzSlnDmqhlJmwKBgQDa5HahAdjik1V/ck5xafZ9a8mZG+dNeUWqdG02Dt4G" +
    "wxU2icJX1QjvDmgauC4UxrCX8r1ndjrXZ+ZN8VEJfP/DZxFhL+3AuuV8FJltkKt7g+Y/OHMARZ+lwKLH56bCmh5i" +
    "F6+EJuNGiaMtpmbnktIEZAALbqNl5WGYcmPZoiAhpQKBgA2R2RAAug5iibaOUbBPalAcB8HJgiC61egSl/y69G5G" +
    "NIISGaRX1xd+bo1eUGjDcIGMcOjh7z4qiVKt8kVKN1NP4rPLXmjH5YQxvL4h9bAVFWBKGBgPARIu4sJkZ7aeV9sc" +
    "F6FwmtJDXmcFRdkgYXaq03YuOWhtt9zU98sM2yLHAoGBAJiXJzN6TC02tCVSE+jwC0rHdxPq5cWWQsBexTsoBhME" +
    "r6cDRZ1g/wdXLa9isYz+LWDfcLXNL5u17FBtZyaMIuee0/jCJqVyJEPpQEOm1EQYYMu1mEWaQ36S2Wctz4xdT8zl" +
    "4g7n5QvpKv3JwHayXQF+jKFrkTCZRP220HCImomZAoGAUiMm4vHCF8d/bz9kWKAJpkIo3ij309O0hPl9XkuexpKl" +
    "MKOzv2F1g9vtn+/uNLQowBtG3sIbiofrM58MPbnV+cOP+Q8IeHqcZ8kAQzY2NvbyHEd1a8cCC3IrVTob2BM7NuOm" +
    "FY4vwG4gB9JH4ZFuO0ESCYjm75qPIksLSi6dcqc=",
  published:
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAxud3dqS2aKWfrdB4wthAxJoQwfzmvwJbIXt2ITwZLR74" +
    "0AlI73q3M7kz1nUoakDu2ZqeGT20uErYuXxqDApBmXfBsAtHjxtjukIYp4lYxYSSpSGALV9Cbi0EFv99A2d5ypGV" +
    "uKlIJVa79EdP72Ky4+Hu5x8BY9kpi7xlAdXX19hs1r7bXlWwkKkTb4TwtEm0tOMOMRzhjiGuzJky6eoxofizwGP+" +
    "NqEw5TNk5PKUoy8kOAnR8aW9xaU2xpXkvYbZfcw1DwF0U0LOi0hhCTP3VWZmXtSNAhoPwrt1OMLeMAG6b6naPlQG" +
    "P36mY3x90JIe+6nRUbn3zlj56hm5Lilr5wIDAQAB",
};

export const RSA_1024: TestKey = {
  secret:
    "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAKfnWhFk/Psr/GhYG+j4wthi/zxgnZYxJFB4ryzI" +
    "w2hiDvL6wyknUMTm/FOb066nXNBf+135FQM6fUbpt+LW61y9NHR/U5msq5nB6KUZwQPcS2KlPCoxfRXwBLbCyqqj" +
    "i69fcqXNFybNT4Ip81FHiXduBPUcS8TVjXnS3FmUD62TAgMBAAECgYA8APz6LGoQZTbOH3bR+ly/shle/XQz4ZoF" +
    "vCt2SMU0v55yDVXDlk5SH+5a/txWlW8g9LxDaCmvPq7YsdvKkF4J8PYbn2VfwiLGcncdl8PEZ5tLgX5i5a5vFUq3" +
    "yo1tx5pmRTh1udyKa9VOLnyR8nGpqiMMtq2fEV/s0lp9C5lOEQJBAN4l8bJzo9ZqDFNI9qKdnyYTAmO2RtTOQepc" +
    "oQCE9eIpKXKi1av47QpC8lqJ9C8h5xAyZeJtnCFUFT5Nw28ey3sCQQDBfVEKLutnX2WcNUjkDiz8FyKyznNWBdCJ" +
    "zoxLsoOiTtEsfrii8ixV2MjTQwPkeomwsxqA8bzxDT42MRhCJJ7JAkAcgBG6K0vhvklGhh3eTwqT/+xWjpQXyT57" +
    "qtadEnHZSh6fLnTrU0xV/LDLHNfPFDJoyY54tkdJn1f6Xk+see7xAkEAsw1rvBe1QgD2v7pTjK9Nk685Lex8sONK" +
    "muwnyjkVNVLooNtXs3qV6o9lMJM4e+ullX34jdCmfw85Pd7qyvKmeQJBAKvtfzJp9RLSCe4nx5+e+BLKcYvPIWTo" +
    "mE8x3bNlsz51tCUfWRz6lidzn9pkuyJEPFfJFK1L+LpNjsztAU0XmBU=",
  published:
    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCn51oRZPz7K/xoWBvo+MLYYv88YJ2WMSRQeK8syMNoYg7y+sMp" +
    "J1DE5vxTm9Oup1zQX/td+RUDOn1G6bfi1utcvTR0f1OZrKuZweilGcED3EtipTwqMX0V8AS2wsqqo4uvX3KlzRcm" +
    "zU+CKfNRR4l3bgT1HEvE1Y150txZlA+tkwIDAQAB",
};

export const RSA_512: TestKey = {
  secret:
    "MIIBVQIBADANBgkqhkiG9w0BAQEFAASCAT8wggE7AgEAAkEAvClElbCV0R1xoLkwvALQn/XHHogw9HGJjaC3lQMy" +
    "wtFe8Fx6CLRpBOjGY7jZOZk7xqL37uazgi+LzMvKJ0aSewIDAQABAkBEDwVAw6udBPJpuTJ4fugpQ8QvNgHHGR4w" +
    "/TYKDysYLfY4ADVqj25pwSjEJJJsbA64G7/+TvPd5PFj7M8vA/gZAiEA4osJIYddIkWSrja60JQuirdMLYZRzzjZ" +
    "BYfhsqtcuq8CIQDUoJwWBs06ULY24A29pPJ7XQvoDWGU9KastKogKyzn9QIhANTnI6quA3oM9n/hkYoqaN8WynHS" +
    "VRoxa8vF2vfGEjyjAiBSu1uARo08D4OWvn8aN0ASOBYV6H77kmX39SPs+F+0sQIhAMWK6hked+LsB9nyP/6qBa9a" +
    "+DlA2sjMPWRNo6kcf+Z2",
  published:
    "MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBALwpRJWwldEdcaC5MLwC0J/1xx6IMPRxiY2gt5UDMsLRXvBcegi0aQTo" +
    "xmO42TmZO8ai9+7ms4Ivi8zLyidGknsCAwEAAQ==",
};

export const ED25519: TestKey = {
  secret: "MC4CAQAwBQYDK2VwBCIEIDp/gJHybroNaNrEEe/LM0cu8wTyn88EOQ/0G5oqK4qN",
  published: "Bt6K2V8i5dTPZMsctjj89nMDWTg2CFtF4rtdhguBP2A=",
};
