import { BufferPool, MessageFile, type OutputFile } from "../../../inbox/store/message_file.ts";
import { assertEquals, assertRejects } from "../../std/assert.ts";

/** A device that is full after the first write. */
class FullDevice implements OutputFile {
  #writes = 0;
  isClosed = false;

  write(octets: Uint8Array): Promise<number> {
    return this.#writes++ === 0
      ? Promise.resolve(octets.length)
      : Promise.reject(new Error("No space left on device"));
  }

  writeSync(octets: Uint8Array): number {
    return octets.length;
  }

  close(): void {
    this.isClosed = true;
  }
}

const ENVELOPE = { version: 1, mailFrom: "", rcptTo: [], time: "2025-07-01T12:00:00Z" } as const;
const BUFFER = 64 * 1024;

async function onFullDevice(
  test: (writer: MessageFile, device: FullDevice) => Promise<void>,
): Promise<void> {
  const path = await Deno.makeTempFile();
  const file = new FullDevice();
  const claim = (): never => {
    throw new Error("A message that is not whole was given a number");
  };
  const writer = new MessageFile({ path, file, claim, kept: claim, buffers: new BufferPool() });
  await test(writer, file);
  await writer.abandon();
  assertEquals(file.isClosed, true);
  await assertRejects(() => Deno.stat(path), Deno.errors.NotFound);
}

Deno.test("a device that becomes full fails at the next writing", async () => {
  await onFullDevice(async (writer) => {
    await writer.write(new Uint8Array(2 * BUFFER));
    await assertRejects(() => writer.write(new Uint8Array(BUFFER)), Error, "No space left");
  });
});

Deno.test("a message whose last octets found no space is not kept", async () => {
  await onFullDevice(async (writer) => {
    await writer.write(new Uint8Array(2 * BUFFER));
    await assertRejects(() => writer.commit(ENVELOPE), Error, "No space left");
  });
});

Deno.test("a message can be forgotten while its writing fails", async () => {
  await onFullDevice(async (writer) => await writer.write(new Uint8Array(2 * BUFFER)));
});
