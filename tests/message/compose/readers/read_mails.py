"""Reads mails from its standard input, each behind its length in four octets, and prints what Python's
email package finds in each: one line of JSON a mail."""
import base64
import email
import email.header
import email.policy
import email.utils
import json
import struct
import sys


def addresses(mail, name):
    # Not by email.policy.default: before Python 3.13 it puts blanks between encoded words.
    fields = [field.replace("\r\n", "") for field in mail.get_all(name, [])]
    return [
        [str(email.header.make_header(email.header.decode_header(name))), address]
        for name, address in email.utils.getaddresses(fields)
    ]


def subject(mail):
    return email.policy.default.header_fetch_parse("subject", mail["subject"] or "")


def read(mail):
    found = {
        "subject": subject(mail),
        "from": addresses(mail, "from"),
        "to": addresses(mail, "to"),
        "cc": addresses(mail, "cc"),
        "text": "",
        "html": "",
        "attachments": [],
        "defects": [repr(defect) for part in mail.walk() for defect in part.defects],
    }
    for part in mail.walk():
        content = part.get_payload(decode=True)
        if part.get_content_disposition() == "attachment":
            found["attachments"].append([part.get_filename(), base64.b64encode(content).decode()])
        elif part.get_content_type() == "text/plain":
            found["text"] = content.decode("utf-8")
        elif part.get_content_type() == "text/html":
            found["html"] = content.decode("utf-8")
    return found


while len(length := sys.stdin.buffer.read(4)) == 4:
    octets = sys.stdin.buffer.read(struct.unpack(">I", length)[0])
    print(json.dumps(read(email.message_from_bytes(octets))), flush=True)
