# Builds a full-text index of mails and asks it: how many match, which are the sixty newest, and what
# stands in their rows with the hits marked.
import json
import sqlite3
import sys
import time

ROW = (
    "rowid, highlight(mail, 0, '<', '>'), highlight(mail, 2, '<', '>'), "
    "snippet(mail, 3, '<', '>', '...', 24)"
)

texts, queries = sys.argv[1:]
db = sqlite3.connect(":memory:")
db.execute(
    "create virtual table mail using fts5(sender, recipients, subject, body, files, "
    "tokenize='unicode61 remove_diacritics 2', prefix='2 3')"
)
began = time.perf_counter()
with open(texts, encoding="utf-8") as lines:
    db.executemany("insert into mail values (?, ?, ?, ?, ?)", map(json.loads, lines))
db.execute("insert into mail(mail) values ('optimize')")
built = time.perf_counter() - began

ids, rows = [], []
for query in json.load(open(queries, encoding="utf-8")):
    # All words, the last of them perhaps unfinished.
    match = " ".join('"%s"' % word for word in query.split(" ")) + "*"
    for times, columns in ((ids, "rowid"), (rows, ROW)):
        began = time.perf_counter()
        db.execute("select count(*) from mail where mail match ?", (match,)).fetchone()
        db.execute(
            "select %s from mail where mail match ? order by rowid desc limit 60" % columns, (match,)
        ).fetchall()
        times.append((time.perf_counter() - began) * 1000)
json.dump({"version": sqlite3.sqlite_version, "built": built, "ids": ids, "rows": rows}, sys.stdout)
