"""Sends a mail with what Python brings: smtplib and email.message."""

import pathlib
import smtplib
import sys
from email.message import EmailMessage

port, ehlo, sender, recipient, subject, body, *attachments = sys.argv[1:]

message = EmailMessage()
message["From"] = sender
message["To"] = recipient
message["Subject"] = subject
message.set_content(body)
for attachment in map(pathlib.Path, attachments):
    message.add_attachment(
        attachment.read_bytes(),
        maintype="application",
        subtype="octet-stream",
        filename=attachment.name,
    )

with smtplib.SMTP("127.0.0.1", int(port), local_hostname=ehlo) as server:
    server.send_message(message)
