/** A device's answer may be this large; more is refused. */
export const maxAnswerBytes = 4 * 1024 * 1024;

const decoder = new TextDecoder('utf-8', { fatal: true });

/** The text of UTF-8 bytes, or null where they are none. */
export function utf8(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes);
  } catch {
    return null;
  }
}
