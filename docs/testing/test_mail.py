import json
import os
import smtplib
import urllib.parse
import urllib.request
from email.message import EmailMessage

import pytest

API = os.environ.get("MAILPIT_URL", "http://localhost:8025").rstrip("/")


def sign_up(address):
    """What is tested: it sends a new user a link and a code."""
    mail = EmailMessage()
    mail["From"] = "Shop <shop@x.example>"
    mail["To"] = address
    mail["Subject"] = "Please confirm your address"
    mail.set_content("Go to https://x.example/confirm?a=1 and type 123456.")
    host, port = os.environ.get("SMTP_HOST", "localhost"), os.environ.get("SMTP_PORT", "1025")
    with smtplib.SMTP(host, int(port)) as server:
        server.send_message(mail)


def call(path, method="GET", data=None, **query):
    url = f"{API}{path}?{urllib.parse.urlencode(query)}"
    body = None if data is None else json.dumps(data).encode()
    with urllib.request.urlopen(urllib.request.Request(url, body, method=method)) as answer:
        return json.load(answer)


def test_a_new_user_gets_a_link_and_a_code():
    sign_up("ana@y.example")
    mail = call("/api/wait", to="ana@y.example", subject="confirm", timeout="5s")
    assert mail["From"]["Address"] == "shop@x.example"
    assert call(f"/api/message/{mail['ID']}/links") == ["https://x.example/confirm?a=1"]
    assert call(f"/api/message/{mail['ID']}/codes") == ["123456"]


def test_a_refused_recipient_is_noticed():
    call("/api/faults", "PUT", {"rules": ["rcpt=550 5.1.1 no such user once"]})
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        sign_up("nobody@y.example")
