import {
  type EnvelopeRecord,
  EnvelopeRecordError,
  formatEnvelopeRecord,
  parseEnvelopeRecord,
} from "../../../message/file/envelope_record.ts";
import { assertEquals, assertThrows } from "../../std/assert.ts";

const RECORD: EnvelopeRecord = {
  version: 1,
  mailFrom: "alberto@ualg.pt",
  rcptTo: ["ana.maria@gmail.com", '"a b"@x.pt'],
  ehlo: "alberto",
  peer: "127.0.0.1:1025",
  time: "2026-11-23T22:00:00.000Z",
};

Deno.test("a record comes back as it was written", () => {
  assertEquals(parseEnvelopeRecord(formatEnvelopeRecord(RECORD)), RECORD);
  const { ehlo: _ehlo, peer: _peer, ...short } = RECORD;
  assertEquals(parseEnvelopeRecord(formatEnvelopeRecord({ ...short, mailFrom: "" })), {
    ...short,
    mailFrom: "",
  });
});

Deno.test("parameters, TLS and the user come back as they were written", () => {
  const record: EnvelopeRecord = {
    ...RECORD,
    mailParameters: ["SIZE=9", "RET=HDRS"],
    rcptParameters: [["NOTIFY=NEVER"], []],
    encrypted: false,
    user: "ana",
  };
  assertEquals(parseEnvelopeRecord(formatEnvelopeRecord(record)), record);
});

Deno.test("members of a later version are passed over", () => {
  assertEquals(parseEnvelopeRecord(JSON.stringify({ ...RECORD, tls: { version: "1.3" } })), RECORD);
});

Deno.test("what is no record is refused with a reason", () => {
  const refused: [string, string][] = [
    ["", "not JSON"],
    ["{", "not JSON"],
    ["null", "it is not an object"],
    ["1", "it is not an object"],
    ["[]", "version is not 1"],
    ["{}", "version is not 1"],
    [JSON.stringify({ ...RECORD, version: 2 }), "version is not 1"],
    [JSON.stringify({ ...RECORD, mailFrom: null }), "mailFrom is not a string"],
    [JSON.stringify({ ...RECORD, rcptTo: "a@x.pt" }), "rcptTo is not a list of strings"],
    [JSON.stringify({ ...RECORD, rcptTo: ["a@x.pt", 1] }), "rcptTo is not a list of strings"],
    [
      JSON.stringify({ ...RECORD, mailParameters: "RET=HDRS" }),
      "mailParameters is not a list of strings",
    ],
    [JSON.stringify({ ...RECORD, rcptParameters: "x" }), "rcptParameters is not a list"],
    [
      JSON.stringify({ ...RECORD, rcptParameters: ["x"] }),
      "rcptParameters is not a list of strings",
    ],
    [JSON.stringify({ ...RECORD, encrypted: "yes" }), "encrypted is neither true nor false"],
    [JSON.stringify({ ...RECORD, user: 1 }), "user is not a string"],
    [JSON.stringify({ ...RECORD, ehlo: 1 }), "ehlo is not a string"],
    [JSON.stringify({ ...RECORD, peer: {} }), "peer is not a string"],
    [JSON.stringify({ ...RECORD, time: "yesterday" }), "time is no date"],
    ['{"__proto__": {"version": 1}}', "version is not 1"],
  ];
  for (const [text, reason] of refused) {
    assertThrows(() => parseEnvelopeRecord(text), EnvelopeRecordError, reason);
  }
});
