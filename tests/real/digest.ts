/** The SHA-256 digest of a text of ASCII, in base64. */
export async function digestOf(text: string): Promise<string> {
  const octets = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", octets)).toBase64();
}
