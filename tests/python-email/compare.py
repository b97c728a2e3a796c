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


RAW = "raw 8-bit bytes: read as the charset of the body, or as windows-1252; Python gives U+FFFD"


def is_raw(text):
    return re.search(r"[\udc80-\udcff]", text) is not None


def without_c1(text):
    """Bytes 80 to 9F of ISO-8859-1 are those of windows-1252, as the Encoding Standard has it."""
    return re.sub(r"[^\x20-\x7e\xa0-\xff]", "", text or "")


def subject_class(message, ours, theirs):
    raw = str(message["subject"])
    if theirs is None:
        return "Python cannot decode it: the sender's big5 has a byte that Q encoding uses for a blank"
    if is_raw(raw) or "\ufffd" in theirs:
        return RAW
    if "=?" in raw and without_c1(ours) == without_c1(theirs):
        return "ISO-8859-1 is read as windows-1252; Python gives control characters"
    if "=?" in raw and re.sub(r"\s", "", ours) == re.sub(r"\s", "", theirs):
        return "an encoded word next to letters: decoded where it stands; Python puts blanks about it"
    return None


def from_class(message, ours, theirs):
    raw = " ".join(str(one) for one in message.get_all("from", []))
    addresses = lambda senders: [address.lower() for _, address in senders]
    if is_raw(raw) or any("\ufffd" in (name or "") + address for name, address in theirs):
        return RAW
    if addresses(ours) == addresses(theirs):
        names = list(zip(ours, theirs))
        if all(one[0] == other[0] or (not one[0] and other[0] == other[1]) for one, other in names):
            return "a name that is the address itself is left out"
        squeezed = lambda name: without_c1(re.sub(r"[\s'\"]", "", name or ""))
        if all(squeezed(one[0]) == squeezed(other[0]) for one, other in names):
            return "the same name but for blanks, quotes or control characters"
        if "=?" in raw:
            return "an encoded word in quotes, next to letters or damaged: decoded as far as it goes"
        return "another name of the same address"
    if "=?" in raw:
        return "an encoded word in an address: decoded; Python leaves it"
    if re.search(r"[\[\]]|@[^,<>\s]*@|:\s*<|\S+@\S+\s+<", raw) or raw.count("@") != len(theirs):
        return "no address by any grammar: each reads it another way"
    return None


def date_class(message, ours, theirs):
    raw = str(message["date"])
    if theirs is not None and theirs < 0 and re.search(r"\b0?1\d\d\b", raw):
        return "three digits of a year count from 1900 (RFC 5322, 4.3)"
    if theirs is None:
        return "a form that Python does not read: 2002/09/14 Sat 02:29:32 CDT"
    if re.search(r"\+-\d{4}", raw):
        return "+-0500 is read as -0500; Python reads it as UTC"
    if re.search(r"\b[ap]m\b", raw, re.I):
        return "PM adds twelve hours; Python leaves it out"
    if re.search(r"GMT[+-]\d", raw):
        return "GMT+1 is an hour east of GMT; Python reads it as GMT"
    if re.search(r"\s\d{4,5}\s*$", raw):
        return "a zone without its sign: east where it has four digits, nothing where it has five"
    return None


def leaves_class(message, ours, theirs):
    kinds, others = [kind for kind, _ in ours], [kind for kind, _ in theirs]
    if kinds == others:
        # Rule 3 of RFC 2045, 6.7: white space that quoted-printable has at line ends came on the way. A
        # line end before a boundary belongs to the boundary. Base64 goes on behind padding.
        return "the same leaves: white space at line ends, or damaged base64, makes another size"
    if any(kind.startswith("message/delivery-status") for kind in kinds):
        return "a delivery status is one leaf; Python makes a message of each group of its fields"
    if not kinds and len(others) == 1 and others[0].startswith("multipart/"):
        return "a multipart whose boundary is nowhere has no leaves, and is shown as its source"
    if [kind.split()[0] for kind in others] == kinds:
        return "a parameter without its semicolon is no part of the type"
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
            if why is None or found[what, why] <= int(sys.argv[1] if len(sys.argv) > 1 else 0):
                name = ours["file"].rsplit("/", 1)[-1]
                print(f"{name}: {what}: {why}\n  here   {ours[what]!r}\n  Python {theirs[what]!r}")
    print(f"{mails} mails")
    for (what, why), count in sorted(found.items(), key=str):
        print(f"{count:6} {what}: {why or 'NOT EXPLAINED'}")
    return any(why is None for _, why in found)


if __name__ == "__main__":
    sys.exit(main())
