// Runs in the engine's worker before its own code. Notes, in one order, what is asked of IndexedDB,
// when it is done, and what leaves for the relay.
(() => {
    // How the mails of these tests are marked, wherever in a stored value they are.
    const MARK = /restante-mail-(\d+)\./g;
    const LATIN_1 = new TextDecoder('latin1');

    let entries = [];
    const note = entry => entries.push(entry);

    // Where a test wants the worker to crash it is cut off: from there on it writes nothing and sends
    // nothing, whatever it still does until the page is loaded again.
    let crashAt = null;
    let isCutOff = false;
    const crashHere = where => {
        isCutOff ||= crashAt === where;
        return isCutOff;
    };
    const refuse = () => {
        throw new DOMException('the worker was cut off', 'UnknownError');
    };

    // Bytes cannot be looked up in a Blob at once, so what it is made of is remembered.
    const inBlobs = new WeakMap();
    self.Blob = new Proxy(Blob, {
        construct(target, [parts, ...rest], asked) {
            const blob = Reflect.construct(target, [parts, ...rest], asked);
            inBlobs.set(blob, mailsIn(parts ?? []));
            return blob;
        },
    });

    function mailsIn(value) {
        if (typeof value === 'string') return Array.from(value.matchAll(MARK), found => Number(found[1]));
        if (value instanceof ArrayBuffer || ArrayBuffer.isView(value)) return mailsIn(LATIN_1.decode(value));
        if (value instanceof Blob) return inBlobs.get(value) ?? [];
        if (value && typeof value === 'object') return Object.values(value).flatMap(mailsIn);
        return [];
    }

    const numbers = new WeakMap();
    const holdingMail = new Set();
    let transactions = 0;
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...given) {
        if (isCutOff) refuse();
        const begun = begin.apply(this, given);
        const transaction = ++transactions;
        numbers.set(begun, transaction);
        note({ what: 'begin', transaction, writes: begun.mode !== 'readonly', strict: begun.durability === 'strict' });
        // These are told before whoever began it is.
        begun.addEventListener('complete', () => {
            if (holdingMail.has(transaction) && crashHere('stored')) return;
            note({ what: 'complete', transaction });
        });
        begun.addEventListener('abort', () => note({ what: 'abort', transaction }));
        return begun;
    };
    for (const method of ['put', 'add']) {
        const store = IDBObjectStore.prototype[method];
        IDBObjectStore.prototype[method] = function (value, ...rest) {
            if (isCutOff) refuse();
            const mails = [...new Set(mailsIn(value))];
            if (mails.length === 0) return store.call(this, value, ...rest);
            const transaction = numbers.get(this.transaction);
            holdingMail.add(transaction);
            note({ what: 'put', transaction, mails });
            const request = store.call(this, value, ...rest);
            // What a crash leaves undone is undone as a whole.
            if (crashHere('storing')) {
                this.transaction.abort();
                note({ what: 'abort', transaction });
            }
            return request;
        };
    }

    // The first byte of a message says what it is: from the page 1 is Open and 2 is Data, from the
    // relay 1 is Opened.
    const sockets = new WeakMap();
    let opened = 0;
    const send = WebSocket.prototype.send;
    WebSocket.prototype.send = function (data) {
        if (isCutOff) return;
        const bytes = ArrayBuffer.isView(data)
            ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
            : new Uint8Array(data);
        if (bytes[0] === 1) {
            const socket = ++opened;
            sockets.set(this, socket);
            this.addEventListener('message', ({ data }) => {
                if (new Uint8Array(data)[0] === 1) note({ what: 'opened', socket });
            });
        } else if (bytes[0] === 2) {
            note({ what: 'send', socket: sockets.get(this), text: LATIN_1.decode(bytes.subarray(1)) });
        }
        return send.call(this, data);
    };

    // What the worker tells its page is heard here instead while a test asks in the page's stead.
    let heard = null;
    const post = self.postMessage;
    self.postMessage = function (message, ...rest) {
        if (heard === null) return post.call(self, message, ...rest);
        heard.push(new Uint8Array(message).toBase64());
    };

    self.restanteTrace = {
        take() {
            const taken = entries;
            entries = [];
            return taken;
        },
        // The worker ends here and now, as if the browser had crashed: nothing that it has not done
        // by now is done.
        end() {
            self.close();
            return this.take();
        },
        crashAt(where) {
            crashAt = where;
        },
        isCutOff: () => isCutOff,
        ask(requests) {
            heard = [];
            for (const request of requests) {
                self.dispatchEvent(new MessageEvent('message', { data: Uint8Array.fromBase64(request) }));
            }
        },
        answers: () => heard.splice(0),
    };
})();
