"""Where this project and Python's `email` read the same mail differently.

Reads lines of JSON, one a mail: its file, and what the project says of its subject, senders, date and
leaves. Prints a line for each disagreement that no class below explains, and then how many there are of
each class. Ends with 1 where something was not explained.

Each class is a proof: it changes what the mail says, or how Python reads it, in the one way that the class
names, and holds only where that gives what the project says, to the letter and the byte. No class takes
what others have left.
"""

import binascii
import collections
import email
import email.errors
import email.header
import email.utils
import json
import re
import sys

WORD = re.compile(r"=\?([^?\s]+)\?([bq])\?([^?]*)\?=", re.I)

# What the Encoding Standard means by a name, where Python's codec of that name knows less.
CODECS = {
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "big5": "big5hkscs",
}


def line(text):
    """As the project shows what stands on one line."""
    text = re.sub(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]", "", text)
    return " ".join(text.split())


def unfolded(value):
    return value.replace("\r", "").replace("\n", " ")


def words(value):
    """A field with its encoded words decoded; raw bytes as the Python of today leaves them."""
    try:
        return str(email.header.make_header(email.header.decode_header(unfolded(str(value)))))
    except (LookupError, UnicodeError, ValueError, email.errors.HeaderParseError):
        return None


def decoded(value):
    text = words(value)
    return None if text is None else line(text)


def date_of(value):
    date = email.utils.parsedate_tz(value)
    try:
        return email.utils.mktime_tz(date) if date else None
    except (ValueError, OverflowError):
        return None


def leaves_of(message):
    return [part for part in message.walk() if not part.is_multipart()]


def described(part):
    return [part.get_content_type(), len(part.get_payload(decode=True) or b"")]


class Mail:
    """A mail, and what Python says of it."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.bytes = file.read()
        # Bytes: read as text, a lone CR would become a line end.
        self.message = email.message_from_bytes(self.bytes)
        message = self.message
        senders = []
        for name, address in email.utils.getaddresses([str(one) for one in message.get_all("from", [])]):
            if name or address:
                senders.append([decoded(name), line(address)])
        self.said = {
            "subject": decoded(message["subject"] or ""),
            "from": senders,
            "date": date_of(str(message["date"])) if message["date"] else None,
            "leaves": [described(part) for part in leaves_of(message)],
        }

    def raw(self, name):
        """The first field of a name as bytes."""
        for field, value in self.message.raw_items():
            if field.lower() == name:
                return unfolded(str(value)).encode("utf-8", "surrogateescape")
        return b""

    def field(self, name):
        return unfolded(str(self.message[name] or ""))


def with_charset(mail, name):
    """A field with raw bytes in it, as the charset of the body has them, or windows-1252."""
    raw = mail.raw(name)
    if raw.isascii():
        return None
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        pass
    charset = (mail.message.get_content_charset() or "us-ascii").lower()
    try:
        return raw.decode(CODECS.get(charset, charset))
    except (LookupError, UnicodeDecodeError):
        return raw.decode("cp1252", "replace")


def in_place(text):
    """Encoded words decoded where they stand, with the blanks about them left alone."""

    def decode(found):
        charset, how, coded = found.groups()
        coded = coded.encode()
        content = binascii.a2b_base64(coded) if how in "bB" else binascii.a2b_qp(coded, header=True)
        return content.decode(CODECS.get(charset.lower(), charset), "replace")

    return WORD.sub(decode, text)


def as_windows_1252(text):
    """Bytes 80 to 9F of ISO-8859-1 are those of windows-1252, as the Encoding Standard has it."""
    return re.sub(r"[\x80-\x9f]", lambda one: one.group().encode("latin-1").decode("cp1252", "replace"), text)


def addresses(text):
    found = email.utils.getaddresses([text])
    return [[line(name), line(address)] for name, address in found if name or address]


def without_own_names(senders):
    return [["" if name == address else name, address] for name, address in senders]


RAW = "raw 8-bit bytes: read as the charset of the body, or as windows-1252; Python gives U+FFFD"


def subject_class(mail, ours, theirs):
    raw = with_charset(mail, "subject")
    if raw is not None and ours == line(in_place(raw)):
        return RAW
    value = mail.field("subject")
    text = words(value)
    if text is not None and ours == line(as_windows_1252(text)):
        return "ISO-8859-1 is read as windows-1252; Python gives control characters"
    if text is None and ours == line(in_place(value)):
        return "bytes that the charset does not have are U+FFFD; Python decodes nothing of it"
    return None


def from_class(mail, ours, theirs):
    raw = with_charset(mail, "from")
    if raw is not None and ours == without_own_names(addresses(raw)):
        return RAW
    value = mail.field("from")
    if ours == without_own_names(theirs):
        return "a name that is the address itself is left out"
    if WORD.search(value) and ours == without_own_names(addresses(in_place(value))):
        return "an encoded word next to letters: decoded where it stands; Python puts blanks about it"
    quoted = WORD.sub(lambda word: f'"{in_place(word.group())}"', value)
    if quoted != value and [address for _, address in ours] == [line(quoted)]:
        return "an encoded word in an address: decoded; Python leaves it"
    doubled = re.fullmatch(r"\s*(\S+@\S+)\s+<(\S+)>\s*", value)
    if doubled and doubled[1] == doubled[2] and ours == [["", doubled[2]]]:
        return "an address before the same address: one sender; Python has two"
    if ours == [["", line(piece)] for piece in value.split(",")]:
        return "no address by any grammar: shown as it is written; Python leaves some of it out"
    if ours == addresses(re.sub(r"[^,]*:\s*<", "<", value)):
        return "what stands before a colon is the name of a group; Python makes a sender of it"
    return None


MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def date_class(mail, ours, theirs):
    value = mail.field("date")

    def reads(pattern, replacement):
        changed = re.sub(pattern, replacement, value, flags=re.I)
        return changed != value and date_of(changed) == ours

    if reads(r"\b0?(1\d\d)(?= \d\d?:)", lambda year: str(1900 + int(year[1]))):
        return "three digits of a year count from 1900 (RFC 5322, 4.3)"
    month = lambda one: f"{one[4]}, {one[3]} {MONTHS[int(one[2]) - 1]} {one[1]}"
    if theirs is None and reads(r"^(\d{4})/(\d\d)/(\d\d) (\w{3})", month):
        return "a form that Python does not read: 2002/09/14 Sat 02:29:32 CDT"
    if reads(r"\+-(?=\d{4})", "-"):
        return "+-0500 is read as -0500; Python reads it as UTC"
    clock = lambda one: f"{int(one[1]) % 12 + (12 if one[3].lower() == 'p' else 0)}{one[2]}"
    if reads(r"\b(\d\d?)(:\d\d(?::\d\d)?) ([ap])m\b", clock):
        return "PM adds twelve hours; Python leaves it out"
    if reads(r"GMT([+-])(\d)$", r"\g<1>0\g<2>00"):
        return "GMT+1 is an hour east of GMT; Python reads it as GMT"
    if reads(r" \d{5}$", " +0000"):
        return "five digits without a sign are no zone"
    return None


def coded(part):
    """The content of a part as it came, before its transfer encoding is decoded."""
    encoding = part["content-transfer-encoding"]
    del part["content-transfer-encoding"]
    content = part.get_payload(decode=True)
    if encoding is not None:
        part["content-transfer-encoding"] = encoding
    return content


def stripped(content):
    return re.sub(rb"[ \t\r\f\v]+(?=\r?\n)", b"", content)


def encoded_lines(content):
    """The lines of base64 before the first that is empty, or is none."""
    letters = b""
    for text in content.splitlines():
        if not re.fullmatch(rb"[A-Za-z0-9+/=]+", text.strip()):
            break
        letters += text.strip()
    return letters.rstrip(b"=")


def size_class(mail, part, last, ours, theirs):
    content = coded(part)
    encoding = str(part["content-transfer-encoding"] or "").strip().lower()
    quoted = encoding == "quoted-printable"
    if quoted and ours == len(binascii.a2b_qp(stripped(content))):
        return "white space at line ends of quoted-printable came on the way (RFC 2045, 6.7, rule 3)"
    escaped = re.sub(rb"=(?![0-9A-Fa-f]{2}|\r?\n|$)", b"=3D", stripped(content))
    if quoted and ours == len(binascii.a2b_qp(escaped)):
        return "as that, and = before anything but a code or a line end is itself; Python leaves out some"
    letters = encoded_lines(content)
    if encoding == "base64" and ours == len(letters) * 3 // 4:
        if re.search(rb"\n([-_]{2,}|\S+ )", content):
            return "the footer of a list below base64 is no content; Python decodes it, or nothing"
        if len(letters) % 4 == 1 and theirs == len(b"".join(content.splitlines())):
            return "base64 with a letter too many: decoded but for that; Python decodes nothing"
    unclosed = any(
        isinstance(defect, email.errors.CloseBoundaryNotFoundDefect)
        for one in mail.message.walk()
        for defect in one.defects
    )
    if unclosed and last and encoding in ("", "7bit", "8bit") and mail.bytes.endswith(content + b"\n"):
        if ours == theirs + 1:
            return "a last part without its boundary ends where the mail does; Python takes off a line end"
    return None


def leaves_class(mail, ours, theirs):
    kinds, others = [kind for kind, _ in ours], [kind for kind, _ in theirs]
    if kinds == others:
        parts = leaves_of(mail.message)
        classes = set()
        for part, (_, here), (_, there) in zip(parts, ours, theirs):
            if here != there:
                classes.add(size_class(mail, part, part is parts[-1], here, there))
        return " / ".join(sorted(classes)) if None not in classes else None
    status = [part for part in mail.message.walk() if part.get_content_type() == "message/delivery-status"]
    within = [id(one) for part in status for one in part.walk() if one is not part]
    kept = [part for part in mail.message.walk() if id(part) not in within]
    kept = [part for part in kept if part in status or not part.is_multipart()]
    sizes = [described(part) for part in kept]
    if status and all(
        here == there or (here[0] == there[0] and part in status)
        for part, here, there in zip(kept, ours, sizes, strict=True)
    ):
        return "a delivery status is one leaf; Python makes a message of each group of its fields"
    boundary = mail.message.get_boundary()
    if not kinds and others == [mail.message.get_content_type()] and boundary is not None:
        if f"--{boundary}".encode() not in mail.bytes.splitlines():
            return "a multipart whose boundary is nowhere has no leaves, and is shown as its source"
    if ours == [[kind.split()[0], size] for kind, size in theirs]:
        return "a parameter without its semicolon is no part of the type"
    return None


def main():
    classes = {"subject": subject_class, "from": from_class, "date": date_class, "leaves": leaves_class}
    found, mails = collections.Counter(), 0
    for text in sys.stdin:
        ours = json.loads(text)
        mails += 1
        mail = Mail(ours["file"])
        for what, explain in classes.items():
            if ours[what] == mail.said[what]:
                continue
            why = explain(mail, ours[what], mail.said[what])
            found[what, why] += 1
            if why is None or found[what, why] <= int(sys.argv[1] if len(sys.argv) > 1 else 0):
                name = ours["file"].rsplit("/", 1)[-1]
                print(f"{name}: {what}: {why}\n  here   {ours[what]!r}\n  Python {mail.said[what]!r}")
    print(f"{mails} mails")
    for (what, why), count in sorted(found.items(), key=str):
        print(f"{count:6} {what}: {why or 'NOT EXPLAINED'}")
    return any(why is None for _, why in found)


if __name__ == "__main__":
    sys.exit(main())
