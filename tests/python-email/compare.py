"""Where this project and Python's `email` read the same mail differently.

Reads lines of JSON, one a mail: its file, and what the project says of its subject, senders, date and
leaves. Prints a line for each disagreement that no class below explains, and then how many there are of
each class. Ends with 1 where something was not explained.

Each class is a rule on both answers, not a list of mails, so that a new disagreement of another kind
shows.
"""

import collections
import email
import email.header
import email.policy
import email.utils
import json
import re
import sys


def line(text):
    """As the project shows what stands on one line."""
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", "", text)
    return " ".join(text.split())


def decoded(value):
    """A field with its encoded words decoded; raw bytes as the Python of today leaves them."""
    value = str(value).replace("\r", "").replace("\n", " ")
    try:
        return line(str(email.header.make_header(email.header.decode_header(value))))
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        return None


def python(path):
    with open(path, "rb") as file:
        message = email.message_from_binary_file(file)
    senders = []
    for name, address in email.utils.getaddresses([str(one) for one in message.get_all("from", [])]):
        if name or address:
            senders.append([decoded(name), line(address)])
    date = email.utils.parsedate_tz(str(message["date"])) if message["date"] else None
    try:
        date = email.utils.mktime_tz(date) if date else None
    except (ValueError, OverflowError):
        date = None
    leaves = []
    for part in message.walk():
        if not part.is_multipart():
            content = part.get_payload(decode=True)
            leaves.append([part.get_content_type(), len(content or b"")])
    return message, {
        "subject": decoded(message["subject"] or ""),
        "from": senders,
        "date": date,
        "leaves": leaves,
    }


def subject_class(message, ours, theirs):
    raw = str(message["subject"])
    if theirs is None:
        return "Python cannot decode it"
    if "\ufffd" in theirs or re.search(r"[\udc80-\udcff]", raw):
        return "raw 8-bit bytes: read as the body's charset, or windows-1252, instead of U+FFFD"
    if "=?" in raw:
        if re.sub(r"\s", "", ours) == re.sub(r"\s", "", theirs):
            return "white space around encoded words"
    return None


def from_class(message, ours, theirs):
    raw = " ".join(str(one) for one in message.get_all("from", []))
    if re.search(r"[\udc80-\udcff]", raw):
        return "raw 8-bit bytes: read as the body's charset, or windows-1252, instead of U+FFFD"
    addresses = lambda senders: [address.lower() for _, address in senders]
    if addresses(ours) == addresses(theirs):
        return "the same address, another name"
    return None


def date_class(message, ours, theirs):
    return None


def leaves_class(message, ours, theirs):
    if [kind for kind, _ in ours] == [kind for kind, _ in theirs]:
        return "the same leaves, of another size"
    return None


def main():
    classes = {"subject": subject_class, "from": from_class, "date": date_class, "leaves": leaves_class}
    found, mails, examples = collections.Counter(), 0, {}
    for text in sys.stdin:
        ours = json.loads(text)
        mails += 1
        message, theirs = python(ours["file"])
        for what, explain in classes.items():
            if ours[what] == theirs[what]:
                continue
            why = explain(message, ours[what], theirs[what])
            found[what, why] += 1
            if why is None or found[what, why] <= int(sys.argv[1] if len(sys.argv) > 1 else 400):
                name = ours["file"].rsplit("/", 1)[-1]
                print(f"{name}: {what}: {why}\n  here   {ours[what]!r}\n  Python {theirs[what]!r}")
    print(f"{mails} mails")
    for (what, why), count in sorted(found.items(), key=str):
        print(f"{count:6} {what}: {why or 'NOT EXPLAINED'}")
    return any(why is None for _, why in found)


if __name__ == "__main__":
    sys.exit(main())
